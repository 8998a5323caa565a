// The one place that talks to the server: session headers, idempotency keys, problem documents.
import { Problem, problemOf, unreachable } from "./problem";

const BASE = "/api/v1";

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

/** A path segment: matter ids contain slashes and travel as one segment. */
export const segment = (id: string): string => encodeURIComponent(id);

interface Sending {
  query?: Query | undefined;
  json?: unknown;
  /** Sent as it is, for attachments. */
  bytes?: Blob | undefined;
  /** Same key, same deed: a repeat after a broken connection does nothing twice. */
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

async function send(method: string, path: string, sending: Sending): Promise<Response> {
  const headers = new Headers({ accept: "application/json" });
  if (carried.acting !== undefined) {
    headers.set("x-acting", String(carried.acting));
  }
  if (method !== "GET") {
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
    answer = await fetch(address(path, sending.query), {
      method,
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

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return read<T>(await send("GET", path, { query, signal }));
}

export async function post<T>(path: string, json: unknown = {}, key?: string): Promise<T> {
  return read<T>(await send("POST", path, { json, key }));
}

export async function put<T>(path: string, json: unknown, key?: string): Promise<T> {
  return read<T>(await send("PUT", path, { json, key }));
}

export async function remove<T = undefined>(path: string, json?: unknown): Promise<T> {
  return read<T>(await send("DELETE", path, { json }));
}

export async function upload<T>(path: string, query: Query, bytes: Blob): Promise<T> {
  return read<T>(await send("POST", path, { query, bytes }));
}

/** Fetches a file and hands it to the browser under `name`, or the name the server gives it. */
export async function download(path: string, query: Query, name: string): Promise<void> {
  const answer = await send("GET", path, { query });
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
