export { api } from "./calls";
export { carry, onSessionEnded, worthRetrying, type PathOf, type Query } from "./client";
export { asProblem, Problem } from "./problem";
export type * from "./types";
