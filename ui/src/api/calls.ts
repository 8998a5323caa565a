// Every call the pages make, by name. Pages import from here only.
import { address, download, downloadMade, get, post, put, remove, upload, type PathOf, type Query } from "./client";
import type {
  CatalogueKind,
  Dashboard,
  DocumentDue,
  DocumentForm,
  FindingPage,
  NewGrant,
  Organisation,
  RulePage,
  RuleRow,
  UploadedAttachment,
} from "./types";

export const api = {
  logIn: (login: string, password: string, code?: string) =>
    post("/session", { json: code === undefined ? { login, password } : { login, password, code } }),
  /** By whom one may sign in beside the password; without a name by nobody. */
  singleSignOn: (signal?: AbortSignal) => get("/single-sign-on", { signal }),
  /** Where the browser itself goes to sign in elsewhere, and comes back to a page of ours. */
  singleSignOnStart: (back: string) => address("/single-sign-on/start", { back }),
  logOut: () => remove("/session"),
  me: (signal?: AbortSignal) => get("/me", { signal }),
  changePassword: (old: string, fresh: string) => post("/me/password", { json: { old, new: fresh } }),
  people: (query: Query, signal?: AbortSignal) => get("/people", { query, signal }),
  search: (q: string, signal?: AbortSignal) => get("/search", { query: { q }, signal }),
  /** The whole of a list as a table, for a purpose that is recorded. */
  exportTable: (path: Extract<PathOf<"get">, `${string}/export.xlsx`>, query: Query, purpose: string, name: string) =>
    download(path, name, { query: { ...query, purpose } }),

  findings: (query: Query, signal?: AbortSignal) => get("/findings", { query, signal }),
  findingTotals: (query: Query, signal?: AbortSignal) => get("/findings/totals", { query, signal }),
  finding: (key: string, signal?: AbortSignal): Promise<FindingPage> => get("/findings/{key}", { at: { key }, signal }),
  timeline: (key: string, signal?: AbortSignal) => get("/findings/{key}/timeline", { at: { key }, signal }),
  look: (key: string, purpose: string) => post("/findings/{key}/look", { at: { key }, json: { purpose } }),

  matters: (query: Query, signal?: AbortSignal) => get("/matters", { query, signal }),
  matterTotals: (query: Query, signal?: AbortSignal) => get("/matters/totals", { query, signal }),
  matter: (id: string, signal?: AbortSignal) => get("/matters/{id}", { at: { id }, signal }),
  /** What may be begun of a kind, about something that there is already. */
  beginnings: (kind: string, about?: string, signal?: AbortSignal) =>
    get("/kinds/{kind}/offers", { at: { kind }, query: { about }, signal }),
  /** Does something with a matter as it was `seen`; a conflict says that somebody else was faster. */
  command: (id: string, seen: number, command: Record<string, unknown>, key: string) =>
    post("/matters/{id}/commands", { at: { id }, json: { seen, command }, key }),
  attach: (id: string, file: File) => upload("/matters/{id}/attachments", { at: { id }, query: { name: file.name }, bytes: file }),
  fetchAttachment: (id: string, { digest, name }: UploadedAttachment) =>
    download("/matters/{id}/attachments/{digest}", name, { at: { id, digest } }),
  documents: (id: string, signal?: AbortSignal) => get("/matters/{id}/documents", { at: { id }, signal }),
  makeDocument: (id: string, { template, title }: DocumentDue, form: DocumentForm) =>
    downloadMade("/matters/{id}/documents/{template}", `${title}.${form.format}`, { at: { id, template }, json: form }),

  /** What the books have instead of an inpatient's number. */
  sealPatient: (number: string) => post("/conduct/patient-seals", { json: { number } }),

  dashboard: (year: number, signal?: AbortSignal): Promise<Dashboard> => get("/dashboard", { query: { year }, signal }),
  institutions: (query: Query, signal?: AbortSignal) => get("/institutions", { query, signal }),
  institution: (code: string, signal?: AbortSignal) => get("/institutions/{code}", { at: { code }, signal }),
  rules: (signal?: AbortSignal): Promise<{ rows: RuleRow[] }> => get("/rules", { signal }),
  rule: (code: string, signal?: AbortSignal): Promise<RulePage> => get("/rules/{code}", { at: { code }, signal }),
  knowledge: (code: string, query: Query, signal?: AbortSignal) => get("/rules/{code}/knowledge", { at: { code }, query, signal }),
  myAlerts: (query: Query, signal?: AbortSignal) => get("/my/alerts", { query, signal }),
  live: (signal?: AbortSignal) => get("/live", { signal }),
  catalogue: (q: string, kind: CatalogueKind, signal?: AbortSignal) => get("/catalogue", { query: { q, kind }, signal }),

  users: (q: string, signal?: AbortSignal) => get("/users", { query: { q }, signal }),
  createUser: (login: string, name: string) => post("/users", { json: { login, name } }),
  disableUser: (id: string) => post("/users/{id}/disable", { at: { id } }),
  enableUser: (id: string) => post("/users/{id}/enable", { at: { id } }),
  resetPassword: (id: string) => post("/users/{id}/reset-password", { at: { id } }),
  grant: (id: string, granted: NewGrant) => post("/users/{id}/grants", { at: { id }, json: granted }),
  linkIdentity: (id: string, subject: string) => put("/users/{id}/identity", { at: { id }, json: { subject } }),
  unlinkIdentity: (id: string) => remove("/users/{id}/identity", { at: { id } }),
  proposals: (signal?: AbortSignal) => get("/grant-proposals", { signal }),
  signProposal: (number: number) => post("/grant-proposals/{number}/sign", { at: { number } }),
  refuseProposal: (number: number, reason: string) => post("/grant-proposals/{number}/refuse", { at: { number }, json: { reason } }),
  withdrawProposal: (number: number) => remove("/grant-proposals/{number}", { at: { number } }),
  revoke: (id: string, grant: number) => remove("/users/{id}/grants/{grant}", { at: { id, grant } }),
  organisations: (signal?: AbortSignal) => get("/organisations", { signal }),
  register: (organisation: Organisation) =>
    put("/organisations/{code}", { at: { code: organisation.code }, json: organisation }),
  apiKeys: (signal?: AbortSignal) => get("/api-keys", { signal }),
  proposeApiKey: (made: NewGrant & { name: string }) => post("/api-keys", { json: made }),
  revokeApiKey: (id: number) => remove("/api-keys/{id}", { at: { id } }),
  calendar: (signal?: AbortSignal) => get("/calendar", { signal }),
  books: (signal?: AbortSignal) => get("/books", { signal }),
  callers: (signal?: AbortSignal) => get("/callers", { signal }),
  jobs: (state: string | undefined, signal?: AbortSignal) => get("/jobs", { query: { state }, signal }),
  retryJob: (id: string) => post("/jobs/{id}/retry", { at: { id } }),
  health: (signal?: AbortSignal) => get("/health", { signal }),
  trail: (query: Query, signal?: AbortSignal) => get("/trail", { query, signal }),
  verifyTrail: () => post("/trail/verify"),
};
