// The addresses of conduct that are agreed with the server and not in its description yet, in the form
// that the description has. An address leaves this file when `openapi.json` describes it.
import type * as Shape from "./shapes";

type Method = "get" | "post" | "put" | "delete";

/** A path that answers to these methods and to no other. */
type Path<Operations> = Operations & { [Other in Exclude<Method, keyof Operations>]?: never };

interface Answers<T> {
  responses: { 200: { content: { "application/json": T } } };
}

/** Answers with a file or with nothing. */
interface AnswersNoJson {
  responses: { 204: unknown };
}

interface Has<Named> {
  parameters: { path: Named };
}

interface Takes<Body> {
  requestBody: { content: { "application/json": Body } };
}

type Reads<T> = Path<{ get: Answers<T> }>;
type Asks<Body, T> = Path<{ post: Takes<Body> & Answers<T> }>;
/** Takes a file. */
type TakesSheet = Path<{ post: Answers<Shape.SheetPreview> }>;

export interface Agreed {
  "/api/v1/conduct/staff": Reads<{ rows: Shape.StaffRow[] }>;
  "/api/v1/conduct/staff/sheet": TakesSheet;
  "/api/v1/conduct/packets/sheet": TakesSheet;
  "/api/v1/conduct/commendations/sheet": TakesSheet;
  "/api/v1/conduct/indicators/sheet": TakesSheet;
  "/api/v1/conduct/recognition/reports/sheet": TakesSheet;
  "/api/v1/conduct/year": Reads<Shape.ConductYear>;
  "/api/v1/conduct/year/export.xlsx": Path<{ get: AnswersNoJson }>;
  "/api/v1/conduct/people/{code}": Path<{ get: Has<{ code: string }> & Answers<Shape.PersonPage> }>;
  "/api/v1/conduct/mine": Reads<Shape.PersonPage>;
  "/api/v1/conduct/schemes/shipped": Reads<Shape.ShippedScheme[]>;
  "/api/v1/conduct/schemes/check": Asks<{ text: string }, Shape.SchemeCheck>;
  "/api/v1/conduct/schemes/replay": Asks<{ text: string; year: number }, Shape.SchemeReplay>;
  "/api/v1/conduct/performance": Asks<Shape.PerformanceForm, Shape.Performance>;
  "/api/v1/conduct/bulletins/{id}/edition": Path<{
    get: Has<{ id: string }> & Answers<{ edition: Shape.Edition; leaks: Shape.Leak[]; composed: boolean }>;
  }>;
  "/api/v1/conduct/bulletins/{id}/composition": Path<{
    post: Has<{ id: string }> & Takes<Shape.Composition> & Answers<{ headline: string; leaks: Shape.Leak[]; remarks: string[] }>;
  }>;
  "/api/v1/conduct/bulletins/{id}/file": Path<{ get: Has<{ id: string }> & AnswersNoJson }>;
  "/api/v1/conduct/ledger": Reads<Shape.IntegrityLedger>;
  "/api/v1/conduct/district": Reads<Shape.District>;
  "/api/v1/conduct/surveys/codes": Asks<{ form: Shape.SurveyForm; department: string; count: number }, { codes: string[] }>;
  "/api/v1/conduct/surveys/results": Reads<Shape.SurveyResults>;
  "/api/v1/public/surveys/{code}": Path<{
    get: Has<{ code: string }> & Answers<Shape.PublicSurvey>;
    post: Has<{ code: string }> & Takes<{ answers: Shape.SurveyAnswers }> & AnswersNoJson;
  }>;
  "/api/v1/conduct/usage/{id}/runs": Path<{ post: Has<{ id: string }> & Takes<Shape.UsageAsked> & Answers<Shape.UsageRun> }>;
  "/api/v1/conduct/recognition": Reads<Shape.Recognition>;
  "/api/v1/conduct/indicators": Reads<Shape.Indicators>;
  "/api/v1/vault/requests": Path<{
    get: Answers<{ rows: Shape.VaultRequest[] }>;
    post: Takes<{ seal: string; purpose: string }> & Answers<{ number: number }>;
  }>;
  "/api/v1/vault/requests/{number}/agreement": Path<{ post: Has<{ number: number }> & AnswersNoJson }>;
  "/api/v1/vault/requests/{number}/opening": Path<{ post: Has<{ number: number }> & Answers<Shape.Sealed> }>;
}

/** What can be read from a table of Excel. */
export type Sheet = "staff" | "packets" | "commendations" | "indicators" | "recognition/reports";
