// What the API speaks: one interface per answer, named as the server names it.
// Money is text in yuan with two decimals, days and moments are text in Beijing time.

export type Money = string;
export type Day = string;
export type Moment = string;

export type RoleTag =
  | "bureau_leader"
  | "section_chief"
  | "auditor"
  | "agency_head"
  | "agency_finance"
  | "case_handler"
  | "legal_reviewer"
  | "inspector"
  | "clinical_expert"
  | "insurance_office"
  | "practitioner"
  | "department_head"
  | "hospital_leader"
  | "vault_keeper"
  | "system_administrator"
  | "security_auditor";

export type PlaceKind = "everywhere" | "bureau" | "institution";

export interface Grant {
  id: number;
  role: RoleTag;
  role_zh: string;
  place_kind: PlaceKind;
  place: string;
  place_name: string;
  department?: string;
  practitioner?: string;
  until?: Day;
}

/** What the menu shows for the acting grant. */
export type Area =
  | "dashboard"
  | "live"
  | "findings"
  | "matters"
  | "self_audit"
  | "enforcement"
  | "transfers"
  | "rules"
  | "institutions"
  | "points"
  | "inbox"
  | "my_alerts"
  | "simulator"
  | "users"
  | "organisations"
  | "calendar"
  | "books"
  | "jobs"
  | "trail"
  | "health";

export interface Me {
  user: { id: string; login: string; name: string };
  grants: Grant[];
  acting: number;
  csrf: string;
  must_change_password: boolean;
  otp_enabled: boolean;
  areas: Area[];
}

export interface Figures {
  flagged: Money;
  upheld: Money;
  recovered: Money;
  avoided: Money;
}

export interface Totals {
  count: number;
  figures: Figures;
}

/** One page of a list; `next` is the cursor of the following page, absent on the last. */
export interface Page<Row> {
  rows: Row[];
  next?: string | number;
}

export interface User {
  id: string;
  login: string;
  name: string;
  state: "active" | "disabled" | "locked";
  otp_enabled: boolean;
  last_login?: Moment;
  grants: Grant[];
}

/** Somebody a piece of work may be given to. */
export interface Person {
  id: string;
  name: string;
  roles: string[];
}

export type AccessState = "not_started" | "interface_changed" | "joint_test" | "live";

export interface Organisation {
  code: string;
  name: string;
  kind: "bureau" | "agency" | "institution" | "department";
  parent?: string;
  division: string;
  level?: string;
  access: { prescribing: AccessState; settlement: AccessState; feedback: AccessState };
}

/** 1 明确违规, 2 可疑, 3 轻度可疑, as the national `sev_deg`. */
export type CertaintyLevel = 1 | 2 | 3;

export interface FindingRow {
  key: string;
  rule: string;
  rule_name: string;
  institution: string;
  institution_name: string;
  department?: string;
  practitioner?: string;
  amount: Money;
  service_day: Day;
  certainty: CertaintyLevel;
  certainty_zh: string;
  sentence: string;
  lead?: string;
  review?: string;
  stage?: string;
  person_masked: string;
  run: string;
  first_seen: Moment;
}

export interface FindingLine {
  id: string;
  role: "violating" | "involved";
  code: string;
  name: string;
  time: Moment | null;
  quantity: string;
  price: Money;
  amount: Money;
  counted: Money;
  payment_class: string;
}

export interface KnowledgeRef {
  id: string;
  table: string;
  name: string;
  text: string;
  source: string;
  layer: string;
}

export interface Timeline {
  from: Day;
  to: Day;
  visits: { id: string; kind: string; institution: string; from: Day; to: Day; evidence: boolean }[];
  lines: { day: Day; name: string; amount: Money; evidence: boolean }[];
}

export interface FindingPage extends FindingRow {
  behaviour: string;
  basis: string[];
  knowledge?: KnowledgeRef;
  compared: { fact: string; required: string; found: string }[];
  arithmetic: string;
  lines: FindingLine[];
  ways_out: string[];
  lowered: string[];
  may_override?: string;
  supporting: { rule: string; name: string }[];
  book_hash: string;
  similar: { key: string; amount: Money; service_day: Day; outcome: string }[];
  outcomes: { stage: string; count: number }[];
  timeline?: Timeline;
}

/** Findings under one heading: a rule, an institution, a month. */
export interface FindingSum {
  key: string;
  name: string;
  count: number;
  flagged: Money;
}

export interface FindingTotals {
  count: number;
  flagged: Money;
  by: FindingSum[];
}

/** What a look at the person behind a finding shows. */
export interface Revealed {
  person: string;
  encounter: string;
}

export interface MatterRow {
  id: string;
  kind: string;
  kind_zh: string;
  version: number;
  title: string;
  institution?: string;
  institution_name?: string;
  division: string;
  practitioner?: string;
  rule?: string;
  rule_name?: string;
  period?: string;
  stage: string;
  assignee?: string;
  assignee_name?: string;
  due?: Day;
  working_days_left?: number;
  overdue: boolean;
  figures: Figures;
  told: boolean;
  opened_at: Moment;
  changed_at: Moment;
}

export interface Labelled {
  label: string;
  value: string;
}

export interface HistoryEntry {
  seq: number;
  by: string;
  by_name: string;
  role_zh: string;
  at: Moment;
  event_zh: string;
  detail: Labelled[];
}

export interface StoredAttachment {
  name: string;
  digest: string;
  kind: string;
  bytes: number;
  stored_at: Moment;
  stored_by: string;
}

export interface DocumentTemplate {
  template: string;
  title: string;
}

export interface Step {
  title: string;
  state: "done" | "now" | "ahead";
}

export type FieldKind =
  | "text"
  | "long_text"
  | "lines"
  | "money"
  | "day"
  | "number"
  | "bool"
  | "choice"
  | "user"
  | "institution"
  | "attachment"
  | "attachments"
  | "group"
  | "list"
  | "fixed";

/** One thing a command asks for; `name` is the key within the command, the group or the list element. */
export interface Field {
  name: string;
  zh: string;
  kind: FieldKind;
  required: boolean;
  /** Of a choice; also of a number (its digits) and of a user (whose name is shown). */
  choices?: { value: string; zh: string }[];
  /** Of a group, or of one element of a list. */
  fields?: Field[];
  /** JSON of the command. */
  initial?: unknown;
  help?: string;
  /** Shown only where the field beside it has one of these values; otherwise its key is left out. */
  when?: { field: string; is: string[] };
}

/** What the acting person may do now. */
export interface Offer {
  command: string;
  zh: string;
  primary: boolean;
  fields: Field[];
}

export interface MatterPage {
  row: MatterRow;
  summary: Labelled[];
  history: HistoryEntry[];
  offers: Offer[];
  attachments: StoredAttachment[];
  findings: FindingRow[];
  /** Absent where the server makes no documents. */
  documents?: DocumentTemplate[];
  steps: Step[];
  related: MatterRow[];
}

export interface MatterTotals {
  total: Totals;
  by: { key: string; name: string; totals: Totals }[];
}

export interface CommandDone {
  id: string;
  version: number;
}

export interface UploadedAttachment {
  name: string;
  digest: string;
}

export interface MonthFigures {
  month: string;
  figures: Figures;
}

export interface RankedInstitution {
  code: string;
  name: string;
  findings: number;
  figures: Figures;
}

/** An institution as a point of the funnel: its rate, what is expected, and the limits around that. */
export interface FunnelPoint extends RankedInstitution {
  rate: string;
  expected: string;
  low: string;
  high: string;
  visits: number;
}

export interface RankedRule extends FindingSum {
  /** Share of the checked findings that were right, between 0 and 1; absent while too few are checked. */
  precision?: string;
}

export interface Dashboard {
  year: number;
  figures: Figures;
  last_year: Figures;
  counts: { findings: number; leads: number; reviews: number; cases: number; overdue: number };
  access_rate: { live: number; due: number };
  adoption: { shown: number; adopted: number };
  trend: MonthFigures[];
  /** With the values of the funnel where visits are counted. */
  institutions: (RankedInstitution | FunnelPoint)[];
  rules: RankedRule[];
  divisions: { division: string; name?: string; findings: number; flagged: Money }[];
  overdue: MatterRow[];
}

export interface InstitutionRow extends Organisation {
  findings: number;
  flagged: Money;
}

export interface InstitutionPage {
  organisation: Organisation;
  figures: Figures;
  findings: number;
  /** Findings by month of service. */
  months: FindingSum[];
  /** Findings by rule, the largest amount first. */
  rules: FindingSum[];
  matters: { kind: string; kind_zh: string; count: number }[];
}

export interface RuleRow {
  code: string;
  name: string;
  /** Number in the 2025 edition. */
  seq?: number;
  class: string;
  behaviour: string;
  state_zh: string;
  certainty_zh: string;
  /** Whether its knowledge is there. */
  data_zh: string;
  findings: number;
  flagged: Money;
  precision?: string;
}

export interface RulePage extends RuleRow {
  english: string;
  /** Markdown, without its head and its cases. */
  text: string;
  basis: string[];
  may_override?: string;
  tables: string[];
  needs: string[];
  cases: { title: string; passed: boolean }[];
  knowledge_rows: number;
  /** Findings by month of service. */
  months: FindingSum[];
}

export interface KnowledgeRow {
  id: string;
  table: string;
  name: string;
  codes: string;
  text: string;
  source: string;
}

export interface KnowledgePage extends Page<KnowledgeRow> {
  /** How many fit what was asked. */
  total: number;
}

export interface TrailRow {
  number: number;
  at: Moment;
  user: string;
  user_name: string;
  role: string;
  place: string;
  deed: string;
  deed_zh: string;
  subject: string;
  detail: string;
  purpose: string;
  hash: string;
}

export interface Live {
  at: Moment;
  calls_per_minute: number;
  p50_ms: number;
  p99_ms: number;
  hit_rate: number;
  override_rate: number;
  timeouts: number;
  fail_open: number;
  institutions: {
    code: string;
    name: string;
    calls: number;
    hits: number;
    overrides: number;
    timeouts: number;
    p99_ms: number;
  }[];
}

export interface Alert {
  id: string;
  at: Moment;
  stage: "3101" | "3102";
  rule_name: string;
  sentence: string;
  action_zh: string;
  amount: Money;
  answer?: { zh: string; reason?: string; at: Moment };
  settled?: boolean;
}

export interface SearchHit {
  kind: "matter" | "finding" | "institution" | "rule";
  id: string;
  title: string;
  note: string;
}

/** `application/problem+json`. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  field?: string;
}
