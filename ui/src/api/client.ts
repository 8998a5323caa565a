// The one place that talks to the server: session headers, idempotency keys, problem documents. Which
// paths there are, what each takes and what it answers is the description's (`schema.gen.ts`): a call
// that is not described does not compile.
import { Problem, problemOf, unreachable } from "./problem";
import type { paths } from "./schema.gen";
import type { Present } from "./types";

const BASE = "/api/v1";

type Method = "get" | "post" | "put" | "delete";

/** The described paths that answer to a method, such as `/matters/{id}`. */
export type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path] extends Record<M, object> ? (Path extends `${typeof BASE}${infer Rest}` ? Rest : never) : never;
}[keyof paths];

type Operation<M extends Method, Path extends PathOf<M>> = paths[`${typeof BASE}${Path}` & keyof paths][M];

/** What stands for the braces of a path. */
type At<M extends Method, Path extends PathOf<M>> =
  Operation<M, Path> extends { parameters: { path: infer Named extends Record<string, string | number> } } ? { at: Named } : { at?: never };

type Sent<M extends Method, Path extends PathOf<M>> =
  Operation<M, Path> extends { requestBody: { content: { "application/json": infer Body } } } ? { json: Body } : { json?: never };

/** The answer as it arrives; nothing where the description has none. */
export type Answer<M extends Method, Path extends PathOf<M>> =
  Operation<M, Path> extends { responses: infer All }
    ? All[keyof All & (200 | 201)] extends { content: { "application/json": infer Body } }
      ? Present<Body>
      : undefined
    : undefined;

interface Always {
  query?: Query | undefined;
  signal?: AbortSignal | undefined;
  /** Same key, same deed: a repeat after a broken connection does nothing twice. */
  key?: string | undefined;
}

type Asking<M extends Method, Path extends PathOf<M>> = Always & At<M, Path> & Sent<M, Path>;

/** Nothing need be said where a path has no braces and takes nothing. */
type Arguments<M extends Method, Path extends PathOf<M>> =
  Record<string, never> extends At<M, Path> & Sent<M, Path> ? [asking?: Asking<M, Path>] : [asking: Asking<M, Path>];

export type Query = Record<string, string | number | boolean | string[] | undefined>;

/** What every request of this tab carries. */
const carried: { csrf: string | undefined; acting: number | undefined } = { csrf: undefined, acting: undefined };
let sessionEnded: () => void = () => undefined;

export function carry(headers: { csrf: string | undefined; acting: number | undefined }): void {
  carried.csrf = headers.csrf;
  carried.acting = headers.acting;
}

/** Called once whenever the server says that nobody is logged in any more. */
export function onSessionEnded(listener: () => void): void {
  sessionEnded = listener;
}

export function address(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value) && value.length > 0) {
      parameters.set(name, value.join(","));
    } else if (!Array.isArray(value) && value !== undefined && value !== "") {
      parameters.append(name, String(value));
    }
  }
  const text = parameters.toString();
  return `${BASE}${path}${text === "" ? "" : `?${text}`}`;
}

/** A path with its braces filled: matter ids contain slashes and travel as one segment. */
export const filled = (path: string, at: Record<string, string | number> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(at[name] ?? "")));

interface Sending extends Always {
  at?: Record<string, string | number> | undefined;
  json?: unknown;
  /** Sent as it is, for attachments. */
  bytes?: Blob | undefined;
}

async function send(method: Method, path: string, sending: Sending = {}): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  if (carried.acting !== undefined) {
    headers.set("x-acting", String(carried.acting));
  }
  if (method !== "get") {
    headers.set("idempotency-key", sending.key ?? crypto.randomUUID());
    if (carried.csrf !== undefined) {
      headers.set("x-csrf-token", carried.csrf);
    }
  }
  let body: BodyInit | null = null;
  if (sending.bytes !== undefined) {
    headers.set("content-type", sending.bytes.type === "" ? "application/octet-stream" : sending.bytes.type);
    body = sending.bytes;
  } else if (sending.json !== undefined) {
    headers.set("content-type", "application/json");
    body = JSON.stringify(sending.json);
  }
  let answer: Response;
  try {
    answer = await fetch(address(filled(path, sending.at), sending.query), {
      method: method.toUpperCase(),
      headers,
      body,
      credentials: "same-origin",
      signal: sending.signal ?? null,
    });
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === "AbortError") {
      throw thrown;
    }
    throw unreachable();
  }
  if (!answer.ok) {
    const problem = await problemOf(answer);
    if (problem.status === 401 && problem.code === "WB-SESSION") {
      sessionEnded();
    }
    throw problem;
  }
  return answer;
}

/** What the server says; what it says is nothing (`null`) is left out, so that there is one way of not being there. */
async function read<T>(answer: Response): Promise<T> {
  if (answer.status === 204) {
    return undefined as T;
  }
  return present(await answer.json()) as T;
}

/**
 * The server says `null` where there is nothing; here a missing thing is missing. What a form begins
 * with stays as it is, since it is sent back.
 */
export function present(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(present);
  }
  if (typeof json !== "object" || json === null) {
    return json;
  }
  return Object.fromEntries(
    Object.entries(json)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, name === "initial" ? value : present(value)]),
  );
}

export async function get<Path extends PathOf<"get">>(path: Path, ...[asking]: Arguments<"get", Path>) {
  return read<Answer<"get", Path>>(await send("get", path, asking));
}

export async function post<Path extends PathOf<"post">>(path: Path, ...[asking]: Arguments<"post", Path>) {
  return read<Answer<"post", Path>>(await send("post", path, asking));
}

export async function put<Path extends PathOf<"put">>(path: Path, ...[asking]: Arguments<"put", Path>) {
  return read<Answer<"put", Path>>(await send("put", path, asking));
}

export async function remove<Path extends PathOf<"delete">>(path: Path, ...[asking]: Arguments<"delete", Path>) {
  return read<Answer<"delete", Path>>(await send("delete", path, asking));
}

/** Sends a file as it is. */
export async function upload<Path extends PathOf<"post">>(
  path: Path,
  sending: At<"post", Path> & { query: Query; bytes: Blob },
) {
  return read<Answer<"post", Path>>(await send("post", path, sending));
}

/** Fetches a file to be shown. */
export async function fetchFile<Path extends PathOf<"get">>(path: Path, asking: At<"get", Path> & Always): Promise<Blob> {
  return (await send("get", path, asking)).blob();
}

/** Fetches a file and hands it to the browser under `name`, or the name the server gives it. */
export async function download<Path extends PathOf<"get">>(path: Path, name: string, asking: At<"get", Path> & Always): Promise<void> {
  await save(await send("get", path, asking), name);
}

/** Has a file made of what is sent, and hands it to the browser likewise. */
export async function downloadMade<Path extends PathOf<"post">>(path: Path, name: string, asking: Asking<"post", Path>): Promise<void> {
  await save(await send("post", path, asking), name);
}

async function save(answer: Response, name: string): Promise<void> {
  const told = /filename\*=UTF-8''([^;]+)/i.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  const url = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = url;
  link.download = told === undefined ? name : decodeURIComponent(told);
  link.click();
  URL.revokeObjectURL(url);
}

/** Worth asking again: the server was away, not the request wrong. */
export function worthRetrying(thrown: unknown): boolean {
  return thrown instanceof Problem && (thrown.status === 0 || thrown.status === 502 || thrown.status === 503);
}
