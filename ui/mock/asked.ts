// What is asked of the made-up server, and how it answers or refuses.

export interface Asked {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: Record<string, unknown>;
  bytes: Buffer;
  session: string | undefined;
  acting: number;
  csrf: string | undefined;
}

export interface Answered {
  status?: number;
  json?: unknown;
  file?: Buffer;
  /** Name under which the browser keeps the file. */
  name?: string;
  type?: string;
  cookie?: string;
}

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    readonly field?: string,
  ) {
    super(detail);
  }
}
