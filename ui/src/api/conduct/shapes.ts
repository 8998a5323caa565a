// What the addresses of conduct answer, as agreed with the server. Points are texts such as "97.5".
import type { Day, MatterRow, Moment, Money } from "../types";

export type GradeTag = "excellent" | "good" | "fair" | "poor";

export interface StaffRow {
  code: string;
  name: string;
  department: string;
  category: string;
  category_zh: string;
  /** Last day of service. */
  ended?: Day;
}

/** A sheet before it is taken: which column is read as what, what is good, what is refused and why. */
export interface SheetPreview {
  heads: string[];
  columns: { field: string; zh: string; required: boolean; head?: string }[];
  good: number;
  rows: string[][];
  rejects: { line: number; field: string; found: string; reason: string }[];
  taken: boolean;
}

export interface PersonRow {
  code: string;
  name: string;
  department: string;
  category_zh: string;
  score: string;
  added: string;
  deducted: string;
  grade: GradeTag;
  grade_zh: string;
  veto: boolean;
  /** Why the quota moved the grade. */
  moved?: string;
}

export interface ConductYear {
  year: number;
  institution: string;
  institution_name: string;
  schemes: { category: string; category_zh: string; title: string; version: string }[];
  grades: { grade: GradeTag; grade_zh: string; count: number; excellent_share?: string }[];
  people: PersonRow[];
  departments: { department: string; people: number; score: string }[];
  open_events: number;
  unscored: { event: string; code: string; reason: string }[];
}

export interface ScoreEntry {
  /** The matter that the points come from. */
  event: string;
  code: string;
  text: string;
  item: string;
  area_zh: string;
  dimension_zh: string;
  occurred_on: Day;
  points: string;
  counted: string;
  /** Why less counts than the rule gives. */
  cap?: string;
}

export interface ScoreShare {
  name: string;
  base: string;
  points: string;
}

export interface PersonPage {
  code: string;
  name: string;
  department: string;
  category_zh: string;
  year: number;
  sheet?: { base: string; score: string; added: string; deducted: string; grade: GradeTag; grade_zh: string; veto: boolean; moved?: string };
  entries: ScoreEntry[];
  areas: ScoreShare[];
  dimensions: ScoreShare[];
  vetoes: { matter: string; text: string; from: Day; until?: Day; active: boolean }[];
  /** What the year means for title, honour and pay. */
  standing?: { title: boolean; award: boolean; pay: string; periodic_zh: string; reasons: { code: string; text: string }[] };
  fund?: { points: number; limit_zh: string; since?: Day };
  matters: MatterRow[];
}

export interface ShippedScheme {
  name: string;
  title: string;
  categories_zh: string[];
  text: string;
}

export interface SchemeCheck {
  problems: { place?: string; say: string }[];
  bands: { grade_zh: string; text: string }[];
  areas: { name: string; points: string }[];
  items: number;
  rules: number;
  vetoes: number;
}

export interface SchemeReplay {
  people: number;
  changes: { code: string; name: string; department: string; before_zh: string; after_zh: string; before: string; after: string; why: string }[];
}

export interface PerformanceForm {
  year: number;
  weight: string;
  pool: Money;
  work: { code: string; score: string }[];
  approver?: string;
  file_number?: string;
}

export interface Performance {
  rows: { code: string; name: string; work: string; ethics: string; weight: string; coefficient: string; amount: Money }[];
  total: Money;
}

export type EditionKind = "internal" | "public";

export interface HonourRow {
  department: string;
  staff: string;
  /** Absent where only totals may be shown. */
  amount?: Money;
  deposit: number;
  returned: number;
  other: number;
  patient: string;
  /** Of a former period, verified late. */
  supplement?: boolean;
}

export interface Edition {
  masthead: string;
  issue_zh: string;
  period_zh: string;
  published_on?: Day;
  issuer: string;
  headline: string;
  comparison?: string;
  honour: { rows: HonourRow[]; totals: { rows: number; amount: Money; deposit: number; returned: number; other: number; people: number; departments: number } };
  commendations: { department: string; pennants: number; letters: number; other: number }[];
  letters: { department: string; persons: string; text: string }[];
  honoured: { department: string; name: string; citation: string }[];
  /** Counts as texts: small ones are "<5". */
  complaints?: { received: string; confirmed: string; closed: string; satisfied?: string };
  warning?: { text: string; rule: string; lesson: string };
  closing?: string;
  learning: { title: string; source: string; url?: string; text?: string }[];
  contact: { label: string; value: string }[];
}

/** What the office writes into an issue, beside what the ledger gives. */
export interface Composition {
  /** Letters and pennants that are shown, as matters. */
  shown: string[];
  learning: { title: string; source: string; link: string; text: string }[];
  closing: string;
  contact: string[];
}

/** What may not be published as it stands. */
export interface Leak {
  place: string;
  found: string;
  say: string;
}

interface CountedAmount {
  count: number;
  amount: Money;
}

export interface IntegrityLedger {
  packets: {
    rows: number;
    people: number;
    departments: number;
    amount: Money;
    deposit: CountedAmount;
    returned: CountedAmount;
    office: CountedAmount;
    other: CountedAmount;
  };
  pennants: number;
  letters: number;
  by_department: { department: string; packets: number; amount: Money; pennants: number; letters: number; other: number }[];
  /** Not disposed of in time. */
  pending_red: number;
  late: number;
}

export interface District {
  /** Everything is as of this day. */
  cut_off: Day;
  institutions: {
    code: string;
    name: string;
    level: string;
    people: number;
    assessed: number;
    excellent: number;
    poor: number;
    flag?: string;
    plan_progress: string;
    bulletins: number;
    packets: number;
    complaints_open: number;
  }[];
  figures: { name: string; unit: string; value: string }[];
}

export type SurveyForm = "outpatient" | "inpatient" | "staff" | "follow_up";

export interface SurveyResults {
  form: SurveyForm;
  answers: number;
  departments: { department: string; /** "<5" where fewer answered. */ answers: number | string; average?: string }[];
  questions: { id: string; zh: string; average?: string; /** How many said yes. */ yes?: number }[];
  trend: { month: string; average: string; answers: number }[];
}

export interface PublicSurvey {
  institution_name: string;
  department: string;
  title: string;
  intro?: string;
  questions: { id: string; zh: string; kind: "score" | "yes_no" | "text"; required: boolean }[];
}

export type SurveyAnswers = Record<string, number | boolean | string>;

export interface UsageAsked {
  by: "institution" | "department" | "prescriber";
  of: "drug" | "consumable";
  item?: string;
  from: Day;
  before: Day;
}

export interface UsageRun {
  watermark: string;
  ticket: string;
  columns: string[];
  rows: string[][];
  more: boolean;
}

interface Recognised {
  name: string;
  reminders: number;
  recognised: number;
  saved: Money;
}

export interface Recognition {
  reminders: number;
  recognised: number;
  declined: number;
  rate: { numerator: number; denominator: number; text: string };
  saved: Money;
  by_item: Recognised[];
  by_district: Recognised[];
  declines: { reason_zh: string; count: number }[];
}

export interface Indicators {
  rows: {
    scope: "institution" | "department" | "practitioner";
    name: string;
    indicator_zh: string;
    value: string;
    target: string;
    over: boolean;
    flags: string[];
  }[];
  /** Months without figures. */
  missing: string[];
}

export interface VaultRequest {
  number: number;
  seal: string;
  purpose: string;
  asked_at: Moment;
  asked_by: string;
  agreed_at?: Moment;
  agreed_by?: string;
  opened_at?: Moment;
  /** Asked by oneself: somebody else agrees. */
  own: boolean;
}

/** Who reported. Closed away, and shown once. */
export interface Sealed {
  name: string;
  contact: string;
  note: string;
}
