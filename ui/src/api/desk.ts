// What institutions, doctors and those who keep the system ask for: calls and answers beside those of
// the bureau.
import { get, post, put, remove, segment, type Query } from "./client";
import type { Alert, Live, Money, Moment, Day, Offer, Organisation, Page, PlaceKind, RoleTag, User, FindingSum } from "./types";

/** One page of one's own alerts, and what came of all of them. */
export interface MyAlerts extends Page<ShownAlert> {
  shown: number;
  answered: number;
  adopted: number;
  avoided: Money;
}

export interface ShownAlert extends Alert {
  rule: string;
  certainty_zh: string;
  /** The order was changed, stopped, or turned into own expense. */
  followed: boolean;
}

/** What is granted: a role at a place, and for whom where the role sees only its own. */
export interface NewGrant {
  role: RoleTag;
  place_kind: PlaceKind;
  place: string;
  department?: string | undefined;
  practitioner?: string | undefined;
  until?: Day | undefined;
}

export interface WithPassword {
  user: User;
  one_time_password: string;
}

export interface ApiKey {
  id: number;
  name: string;
  role_zh: string;
  place_name: string;
  until?: Day;
  created_at: Moment;
  revoked_at?: Moment;
  last_used?: Moment;
}

export interface BooksInForce {
  hash: string;
  rules: number;
  rows: number;
  source: string;
  problems: { file: string; line: number; problem: string; advice: string }[];
}

export interface Job {
  id: string;
  kind: string;
  state: string;
  state_zh: string;
  run_at: Moment;
  attempts: number;
  problem: string;
  queued_at: Moment;
}

export interface TrailLine {
  number: number;
  at: Moment;
  user: string;
  user_name: string;
  /** A role's tag. */
  role: string;
  place: string;
  deed: string;
  deed_zh: string;
  subject: string;
  detail: string;
  purpose: string;
  hash: string;
}

/** Whether the trail is what was written; where it is not, the first row that differs and how. */
export interface Verified {
  ok: boolean;
  count: number;
  hash: string;
  number?: number;
  problem?: string;
}

export type CatalogueKind = "drug" | "service" | "diagnosis";

/** One entry of a catalogue, as prescriptions name it. */
export interface CatalogueEntry {
  code: string;
  name: string;
  spec?: string;
  unit?: string;
  price?: Money;
}

type Rows<Row> = Promise<{ rows: Row[] }>;

export const desk = {
  myAlerts: (query: Query, signal?: AbortSignal) => get<MyAlerts>("/my/alerts", query, signal),
  findingSums: (query: Query, signal?: AbortSignal) =>
    get<{ count: number; flagged: Money; by: FindingSum[] }>("/findings/totals", query, signal),
  /** What may be begun of a kind, about something that there is already. */
  beginnings: (kind: string, about?: string, signal?: AbortSignal) =>
    get<Offer[]>(`/kinds/${segment(kind)}/offers`, { about }, signal),

  users: (q: string, signal?: AbortSignal): Rows<User> => get("/users", { q }, signal),
  createUser: (login: string, name: string) => post<WithPassword>("/users", { login, name }),
  disableUser: (id: string) => post<User>(`/users/${segment(id)}/disable`),
  enableUser: (id: string) => post<User>(`/users/${segment(id)}/enable`),
  resetPassword: (id: string) => post<WithPassword>(`/users/${segment(id)}/reset-password`),
  grant: (id: string, granted: NewGrant) => post<User>(`/users/${segment(id)}/grants`, granted),
  revoke: (id: string, grant: number) => remove<User>(`/users/${segment(id)}/grants/${grant}`),

  organisations: (signal?: AbortSignal): Rows<Organisation> => get("/organisations", {}, signal),
  register: (organisation: Organisation) =>
    put<Organisation>(`/organisations/${segment(organisation.code)}`, organisation),

  apiKeys: (signal?: AbortSignal): Rows<ApiKey> => get("/api-keys", {}, signal),
  makeApiKey: (made: NewGrant & { name: string }) => post<{ key: string; row: ApiKey }>("/api-keys", made),
  revokeApiKey: (id: number) => remove(`/api-keys/${id}`),

  calendar: (signal?: AbortSignal) => get<{ years: number[] }>("/calendar", {}, signal),
  books: (signal?: AbortSignal) => get<BooksInForce>("/books", {}, signal),
  jobs: (signal?: AbortSignal): Rows<Job> => get("/jobs", {}, signal),
  health: (signal?: AbortSignal) => get<{ checks: { name: string; ok: boolean; text: string }[] }>("/health", {}, signal),
  trail: (query: Query, signal?: AbortSignal) => get<Page<TrailLine>>("/trail", query, signal),
  verifyTrail: () => post<Verified>("/trail/verify"),

  live: (signal?: AbortSignal) => get<Live>("/live", {}, signal),
  catalogue: (q: string, kind: CatalogueKind, signal?: AbortSignal): Rows<CatalogueEntry> =>
    get("/catalogue", { q, kind }, signal),
};
