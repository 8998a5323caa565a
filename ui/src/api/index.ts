export { api } from "./calls";
export { carry, download, onSessionEnded, segment, worthRetrying, get, post, put, remove, type Query } from "./client";
export { desk } from "./desk";
export { asProblem, Problem } from "./problem";
export type * from "./desk";
export type * from "./types";
