// The calls of conduct, by name. Only the pages of conduct load them.
import { download, downloadMade, fetchFile, get, post, put, upload, type PathOf } from "../client";
import type {
  Composition,
  EditionFormat,
  EditionKind,
  FileFormat,
  NewBulletinSettings,
  PerformanceForm,
  ReportForm,
  Season,
  SurveyAnswers,
  SurveyForm,
  UsageAsked,
} from "./shapes";

/** What can be read from a table of Excel, such as `staff` of `/conduct/staff/sheet`. */
export type Sheet = PathOf<"post"> extends infer Path ? (Path extends `/conduct/${infer Of}/sheet` ? Of : never) : never;

/** The name of a matter behind its kind: `2026-4` of `bulletin/2026-4`, and of itself. */
const nameOf = (matter: string) => matter.slice(matter.indexOf("/") + 1);

export const conduct = {
  staff: (signal?: AbortSignal) => get("/conduct/staff", { signal }),
  /** Reads a table as its columns are told; nothing is kept unless `take`. */
  sheet: (of: Sheet, file: File, columns: Record<string, string>, take: boolean) =>
    upload(`/conduct/${of}/sheet`, {
      query: { take, columns: Object.entries(columns).map(([field, head]) => `${field}=${head}`).join(";") },
      bytes: file,
    }),
  year: (year: number, signal?: AbortSignal) => get("/conduct/year", { query: { year }, signal }),
  person: (code: string, year: number, signal?: AbortSignal) =>
    get("/conduct/people/{code}", { at: { code }, query: { year }, signal }),
  mine: (year: number, signal?: AbortSignal) => get("/conduct/mine", { query: { year }, signal }),
  archive: (code: string, name: string, query: { year: number; format: FileFormat }) =>
    download("/conduct/people/{code}/archive", name, { at: { code }, query }),
  ownArchive: (name: string, query: { year: number; format: FileFormat }) => download("/conduct/mine/archive", name, { query }),
  openAssessments: (season: Season) => post("/conduct/assessments", { json: season }),

  shippedSchemes: (signal?: AbortSignal) => get("/conduct/schemes/shipped", { signal }),
  checkScheme: (text: string) => post("/conduct/schemes/check", { json: { text } }),
  replayScheme: (text: string, year: number) => post("/conduct/schemes/replay", { json: { text, year } }),
  performance: (form: PerformanceForm) => post("/conduct/performance", { json: form }),

  issues: (signal?: AbortSignal) => get("/conduct/bulletins", { signal }),
  edition: (matter: string, edition: EditionKind, signal?: AbortSignal) =>
    get("/conduct/bulletins/{id}/edition", { at: { id: nameOf(matter) }, query: { edition }, signal }),
  editionPicture: (matter: string, digest: string, edition: EditionKind, signal?: AbortSignal) =>
    fetchFile("/conduct/bulletins/{id}/pictures/{digest}", { at: { id: nameOf(matter), digest }, query: { edition }, signal }),
  compose: (matter: string, composition: Composition) =>
    post("/conduct/bulletins/{id}/composition", { at: { id: nameOf(matter) }, json: composition }),
  editionFile: (matter: string, name: string, query: { edition: EditionKind; format: EditionFormat; purpose: string }) =>
    download("/conduct/bulletins/{id}/file", name, { at: { id: nameOf(matter) }, query }),
  library: (signal?: AbortSignal) => get("/conduct/library", { signal }),
  ledger: (query: { from: string; to: string }, signal?: AbortSignal) => get("/conduct/ledger", { query, signal }),
  bulletinSettings: (signal?: AbortSignal) => get("/conduct/bulletin-settings", { signal }),
  setBulletinSettings: (settings: NewBulletinSettings) => put("/conduct/bulletin-settings", { json: settings }),
  district: (query: { year: number; quarter?: number | undefined }, signal?: AbortSignal) =>
    get("/conduct/district", { query, signal }),
  districtReport: (name: string, form: ReportForm) => downloadMade("/conduct/district/report", name, { json: form }),

  surveyCodes: (form: SurveyForm, department: string, count: number) =>
    post("/conduct/surveys/codes", { json: { form, department, count } }),
  surveyResults: (query: { form: SurveyForm; from: string; to: string }, signal?: AbortSignal) =>
    get("/conduct/surveys/results", { query, signal }),
  publicSurvey: (code: string, signal?: AbortSignal) => get("/public/surveys/{code}", { at: { code }, signal }),
  answerSurvey: (code: string, answers: SurveyAnswers) => post("/public/surveys/{code}", { at: { code }, json: { answers } }),

  runUsage: (matter: string, asked: UsageAsked) =>
    post("/conduct/usage/{id}/runs", { at: { id: nameOf(matter) }, json: asked }),
  recognition: (month: string, signal?: AbortSignal) => get("/conduct/recognition", { query: { month }, signal }),
  antimicrobial: (month: string, doctors: boolean, signal?: AbortSignal) =>
    get("/conduct/antimicrobial", { query: { month, doctors }, signal }),
  hospitals: (month: string, signal?: AbortSignal) => get("/conduct/clinical/hospitals", { query: { month }, signal }),
  publicTotals: (year: number | undefined, signal?: AbortSignal) => get("/public/recognition", { query: { year }, signal }),
  costly: (month: string, signal?: AbortSignal) => get("/conduct/high-cost", { query: { month }, signal }),
  declineReasons: (signal?: AbortSignal) => get("/recognition/reasons", { signal }),

  vaultRequests: (signal?: AbortSignal) => get("/vault/requests", { signal }),
  askVault: (seal: string, purpose: string) => post("/vault/requests", { json: { seal, purpose } }),
  agreeVault: (number: number) => post("/vault/requests/{number}/agreement", { at: { number } }),
  openVault: (number: number) => post("/vault/requests/{number}/opening", { at: { number } }),
};

export type * from "./shapes";
