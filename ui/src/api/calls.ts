// Every call the pages make, by name. Pages import from here only.
import { get, post, remove, segment, upload, type Query } from "./client";
import type {
  CommandDone,
  Dashboard,
  FindingPage,
  FindingRow,
  FindingTotals,
  InstitutionPage,
  InstitutionRow,
  KnowledgePage,
  MatterPage,
  MatterRow,
  MatterTotals,
  Me,
  Page,
  Person,
  Revealed,
  RulePage,
  RuleRow,
  SearchHit,
  TrailRow,
  UploadedAttachment,
} from "./types";

export const api = {
  logIn: async (login: string, password: string, code?: string) => {
    await post<undefined>("/session", code === undefined ? { login, password } : { login, password, code });
    return get<Me>("/me");
  },
  logOut: () => remove("/session"),
  me: (signal?: AbortSignal) => get<Me>("/me", {}, signal),
  changePassword: (old: string, fresh: string) => post<undefined>("/me/password", { old, new: fresh }),
  people: (query: Query, signal?: AbortSignal) => get<{ rows: Person[] }>("/people", query, signal),
  search: (q: string, signal?: AbortSignal) => get<{ rows: SearchHit[] }>("/search", { q }, signal),

  findings: (query: Query, signal?: AbortSignal) => get<Page<FindingRow>>("/findings", query, signal),
  findingTotals: (query: Query, signal?: AbortSignal) => get<FindingTotals>("/findings/totals", query, signal),
  finding: (key: string, signal?: AbortSignal) => get<FindingPage>(`/findings/${segment(key)}`, {}, signal),
  look: (key: string, purpose: string) => post<Revealed>(`/findings/${segment(key)}/look`, { purpose }),

  matters: (query: Query, signal?: AbortSignal) => get<Page<MatterRow>>("/matters", query, signal),
  matterTotals: (query: Query, signal?: AbortSignal) => get<MatterTotals>("/matters/totals", query, signal),
  matter: (id: string, signal?: AbortSignal) => get<MatterPage>(`/matters/${segment(id)}`, {}, signal),
  /** What one may begin of a kind. */
  /** Does something with a matter as it was `seen`; a conflict says that somebody else was faster. */
  command: (id: string, seen: number, command: Record<string, unknown>, key: string) =>
    post<CommandDone>(`/matters/${segment(id)}/commands`, { seen, command }, key),
  attach: (id: string, file: File) =>
    upload<UploadedAttachment>(`/matters/${segment(id)}/attachments`, { name: file.name }, file),

  dashboard: (year: number, signal?: AbortSignal) => get<Dashboard>("/dashboard", { year }, signal),
  institutions: (query: Query, signal?: AbortSignal) => get<Page<InstitutionRow>>("/institutions", query, signal),
  institution: (code: string, signal?: AbortSignal) =>
    get<InstitutionPage>(`/institutions/${segment(code)}`, {}, signal),
  rules: (signal?: AbortSignal) => get<{ rows: RuleRow[] }>("/rules", {}, signal),
  rule: (code: string, signal?: AbortSignal) => get<RulePage>(`/rules/${segment(code)}`, {}, signal),
  knowledge: (code: string, query: Query, signal?: AbortSignal) =>
    get<KnowledgePage>(`/rules/${segment(code)}/knowledge`, query, signal),
  trail: (query: Query, signal?: AbortSignal) => get<Page<TrailRow>>("/trail", query, signal),
};
