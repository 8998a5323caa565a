// The addresses of conduct that are agreed with the server and not in its description yet, in the form
// that the description has. An address leaves this file when `openapi.json` describes it.
import type { Indicators, SheetPreview } from "./shapes";

interface Answers<T> {
  responses: { 200: { content: { "application/json": T } } };
}

/** A path that answers to this method and to no other. */
type Path<Method extends "get" | "post", T> = Record<Method, Answers<T>> & {
  [Other in Exclude<"get" | "post" | "put" | "delete", Method>]?: never;
};

export interface Agreed {
  "/api/v1/conduct/indicators": Path<"get", Indicators>;
  "/api/v1/conduct/indicators/sheet": Path<"post", SheetPreview>;
}
