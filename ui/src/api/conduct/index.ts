// The calls of conduct, by name. Only the pages of conduct load them.
import { download, get, post, upload, type Query } from "../client";
import type { Sheet } from "./agreed";
import type { Composition, EditionKind, PerformanceForm, SurveyAnswers, SurveyForm, UsageAsked } from "./shapes";

/** The name of a matter behind its kind: `2026-4` of `bulletin/2026-4`. */
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

  shippedSchemes: (signal?: AbortSignal) => get("/conduct/schemes/shipped", { signal }),
  checkScheme: (text: string) => post("/conduct/schemes/check", { json: { text } }),
  replayScheme: (text: string, year: number) => post("/conduct/schemes/replay", { json: { text, year } }),
  performance: (form: PerformanceForm) => post("/conduct/performance", { json: form }),

  edition: (matter: string, edition: EditionKind, signal?: AbortSignal) =>
    get("/conduct/bulletins/{id}/edition", { at: { id: nameOf(matter) }, query: { edition }, signal }),
  compose: (matter: string, composition: Composition) =>
    post("/conduct/bulletins/{id}/composition", { at: { id: nameOf(matter) }, json: composition }),
  editionFile: (matter: string, name: string, query: { edition: EditionKind; format: string; purpose: string }) =>
    download("/conduct/bulletins/{id}/file", name, { at: { id: nameOf(matter) }, query }),
  ledger: (query: Query, signal?: AbortSignal) => get("/conduct/ledger", { query, signal }),
  district: (year: number, signal?: AbortSignal) => get("/conduct/district", { query: { year }, signal }),

  surveyCodes: (form: SurveyForm, department: string, count: number) =>
    post("/conduct/surveys/codes", { json: { form, department, count } }),
  surveyResults: (query: Query, signal?: AbortSignal) => get("/conduct/surveys/results", { query, signal }),
  publicSurvey: (code: string, signal?: AbortSignal) => get("/public/surveys/{code}", { at: { code }, signal }),
  answerSurvey: (code: string, answers: SurveyAnswers) => post("/public/surveys/{code}", { at: { code }, json: { answers } }),

  runUsage: (matter: string, asked: UsageAsked) =>
    post("/conduct/usage/{id}/runs", { at: { id: nameOf(matter) }, json: asked }),
  recognition: (month: string, signal?: AbortSignal) => get("/conduct/recognition", { query: { month }, signal }),
  indicators: (month: string, signal?: AbortSignal) => get("/conduct/indicators", { query: { month }, signal }),

  vaultRequests: (signal?: AbortSignal) => get("/vault/requests", { signal }),
  askVault: (seal: string, purpose: string) => post("/vault/requests", { json: { seal, purpose } }),
  agreeVault: (number: number) => post("/vault/requests/{number}/agreement", { at: { number } }),
  openVault: (number: number) => post("/vault/requests/{number}/opening", { at: { number } }),
};

export type { Sheet } from "./agreed";
export type * from "./shapes";
