// The names by which the pages of conduct know what the API speaks. Points are texts such as "97.5".
import type { paths } from "../schema.gen";
import type { Of } from "../types";

export type GradeTag = Of<"GradeTag">;
export type StaffRow = Of<"Member">;
/** A sheet before it is taken: which column is read as what, what is good, what is refused and why. */
export type SheetPreview = Of<"Preview">;
export type ConductYear = Of<"ConductYear">;
export type PersonRow = Of<"PersonScore">;
export type PersonPage = Of<"PersonPage">;
export type ScoreEntry = Of<"EntryRow">;
export type ScoreShare = Of<"Part">;
export type VetoRow = Of<"VetoRow">;
export type FileFormat = Of<"FileFormat">;
/** What opens the assessments of a year, and how many were opened. */
export type Season = Of<"Season">;

export type ShippedScheme = Of<"Shipped">;
export type SchemeCheck = Of<"SchemeChecked">;
export type SchemeReplay = Of<"Replayed">;

export type PerformanceForm = Of<"Pool">;
export type Performance = Of<"Pay">;

export type IssueRow = Of<"IssueRow">;
type FileQuery = paths["/api/v1/conduct/bulletins/{id}/file"]["get"]["parameters"]["query"];
export type EditionKind = NonNullable<FileQuery["edition"]>;
export type EditionFormat = FileQuery["format"];
export type EditionAnswer = Of<"EditionAnswer">;
export type Edition = Of<"EditionPage">;
/** What the office writes into an issue, beside what the ledger gives. */
export type Composition = Of<"Editing">;
/** What may not be published as it stands. */
export type Leak = Of<"LeakRow">;

export type IntegrityLedger = Of<"LedgerOf">;
export type District = Of<"District">;
/** What a report of the district is made with. */
export type ReportForm = Of<"ReportForm">;
/** How an institution makes its bulletin, and a change of it. */
export type BulletinSettings = Of<"BulletinSettings">;
export type NewBulletinSettings = Of<"NewSettings">;

export type SurveyForm = Of<"Issue">["form"];
export type SurveyResults = Of<"Results">;
export type PublicSurvey = Of<"PublicForm">;
export type SurveyAnswers = Record<string, number | boolean | string>;

export type UsageAsked = Of<"UsageAsked">;
export type UsageRun = Of<"Ran">;

export type Recognition = Of<"Counters">;
export type Antimicrobial = Of<"AntimicrobialIndicators">;
/** The indicators of a hospital, a department or a doctor. */
export type IndicatorsOf = Of<"IndicatorsOf">;
export type Indicator = Of<"IndicatorOf">;
/** Clinical conduct of a month by hospital, for a bureau's leaders. */
export type Hospitals = Of<"HospitalsSums">;
export type RecognitionSums = Of<"RecognitionSums">;
/** What recognition came to, for everybody. */
export type PublicTotals = Of<"PublicTotals">;
/** Stays of a month that cost too much. */
export type Costly = Of<"CostlyCases">;
/** For what a report may not be recognised. */
export type DeclineReason = Of<"ListedReason">;

export type VaultRequest = Of<"Request">;
/** Who reported. Closed away, and shown once. */
export type Identity = Of<"Identity">;
