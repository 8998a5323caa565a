// The names by which pages know what the API speaks. The shapes are those of the description
// (`schema.gen.ts`); only what it does not say is written here.
// Money is text in yuan with two decimals, days and moments are text in Beijing time.
import type { components } from "./schema.gen";

type Schemas = components["schemas"];

/**
 * What arrives of a described shape: what is `null` is left out (`present` in `client.ts`), except in
 * what a form begins with.
 */
export type Present<T> = T extends readonly (infer One)[]
  ? Present<One>[]
  : T extends object
    ? { [Name in keyof T]: Name extends "initial" ? unknown : Present<Exclude<T[Name], null>> }
    : T;

/** A described shape as it arrives. */
export type Of<Name extends keyof Schemas> = Present<Schemas[Name]>;

export type Money = string;
export type Day = string;
export type Moment = string;

/** One page of a list; `next` is the cursor of the following page, absent on the last. */
export interface Page<Row> {
  rows: Row[];
  next?: string;
}

/** What the menu shows for the acting grant. */
export type Area = Of<"Area">;
export type Me = Of<"Me">;
export type Grant = Of<"Grant">;
export type PlaceKind = Grant["place_kind"];
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
  | "ethics_office"
  | "discipline_office"
  | "personnel"
  | "health_section"
  | "system_administrator"
  | "security_auditor";
/** What is granted: a role at a place, and for whom where the role sees only its own. */
export type NewGrant = Of<"GrantForm">;
export type User = Of<"User">;
/** A role that an administrator proposed, and a security auditor signs. */
export type Proposal = Of<"Proposal">;
export type ApiKey = Of<"ApiKey">;

export type Organisation = Of<"Organisation">;
export type AccessState = Organisation["access"]["settlement"];
export type InstitutionRow = Of<"InstitutionRow">;
export type InstitutionPage = Of<"InstitutionPage">;

export type Figures = Of<"FourFigures">;
export type MonthFigures = Of<"MonthFigures">;

/** 1 明确违规, 2 可疑, 3 轻度可疑, as the national `sev_deg`. */
export type CertaintyLevel = FindingRow["certainty"];
/** Lists leave out the review, which only the page of a finding names. */
export type FindingRow = Of<"FindingRow">;
export type FindingLine = FindingPage["lines"][number];
/** Findings under one heading: a rule, an institution, a month. */
export type FindingSum = Of<"FindingSum">;
/** What a look at the person behind a finding shows. */
export type Revealed = Of<"Person">;

export type FindingPage = Of<"FindingPage">;
/** What the person of a finding had around it. */
export type Timeline = Of<"FindingTimeline">;

export type MatterRow = Of<"MatterRow">;
export type MatterPage = Of<"MatterPage">;
export type Labelled = Of<"Line">;
export type HistoryEntry = Of<"HistoryEntry">;
export type CommandDone = Of<"Handled">;
/** A file as commands name it. */
export type UploadedAttachment = Of<"StoredFile">;
/** What the acting person may do now. */
export type Offer = Of<"Offer">;
/** One thing a command asks for; `name` is the key within the command, the group or the list element. */
export type Field = Of<"Field">;
/** A document that can be made of a matter. */
export type DocumentDue = Of<"Due">;
export type DocumentForm = Of<"DocumentForm">;

/** Institutions against limits that leave small ones more room. */
export type Funnel = Of<"Funnel">;
export type FunnelPoint = Of<"FunnelPoint">;

/** The names of divisions stand where a server tells them. */
export type Dashboard = Omit<Of<"Dashboard">, "divisions"> & {
  divisions: (Of<"DivisionRank"> & { name?: string })[];
};

export type RuleRow = Of<"RuleRow">;
export type RulePage = Of<"RulePage">;
export type KnowledgeRow = Of<"KnowledgeRow">;

export type TrailLine = Of<"TrailLine">;
/** Whether the trail is what was written; where it is not, the first row that differs and how. */
export type Verified = Of<"Verified">;
export type BooksInForce = Of<"Books">;
export type WorkingDays = Of<"Calendar">;
export type Health = Of<"Health">;
export type Job = Of<"Job">;
/** Who may call the national interface, as the configuration says. */
export type CallerRow = Of<"CallerRow">;

export type Live = Of<"Live">;
export type Alert = Of<"Alert">;
export type CatalogueKind = Schemas["CatalogueKind"];
export type CatalogueEntry = Of<"CatalogueRow">;
export type SearchHit = Of<"Hit">;

/** `application/problem+json`. */
export type ProblemBody = Of<"Problem">;
