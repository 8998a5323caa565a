// Answers `/api/v1` inside Vite's dev and preview servers. Never part of a build.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin } from "vite";
import { answer } from "./answers.ts";
import { Refused, type Asked } from "./asked.ts";

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

async function handle(request: IncomingMessage, response: ServerResponse, next: () => void): Promise<void> {
  const url = new URL(request.url ?? "/", "http://mock");
  if (!url.pathname.startsWith("/api/v1/")) {
    next();
    return;
  }
  const bytes = await bodyOf(request);
  const json = (request.headers["content-type"] ?? "").startsWith("application/json");
  const asked: Asked = {
    method: request.method ?? "GET",
    path: url.pathname.slice("/api/v1/".length).split("/").map(decodeURIComponent),
    query: url.searchParams,
    body: json && bytes.length > 0 ? (JSON.parse(bytes.toString("utf8")) as Record<string, unknown>) : {},
    bytes,
    session: /mj_session=([^;]+)/.exec(request.headers.cookie ?? "")?.[1],
    acting: Number(request.headers["x-acting"] ?? Number.NaN),
    csrf: request.headers["x-csrf-token"]?.toString(),
  };
  try {
    const { status, json: body, file, name, type, cookie } = answer(asked);
    if (cookie !== undefined) {
      response.setHeader("set-cookie", `mj_session=${cookie}; HttpOnly; SameSite=Strict; Path=/`);
    }
    response.statusCode = status ?? (body === undefined && file === undefined ? 204 : 200);
    if (file !== undefined) {
      response.setHeader("content-type", type ?? "application/octet-stream");
      if (name !== undefined) {
        response.setHeader("content-disposition", `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
      }
      response.end(file);
    } else if (body === undefined) {
      response.end();
    } else {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    }
  } catch (thrown) {
    if (!(thrown instanceof Refused)) {
      throw thrown;
    }
    response.statusCode = thrown.status;
    response.setHeader("content-type", "application/problem+json");
    response.end(
      JSON.stringify({
        type: "about:blank",
        title: thrown.title,
        status: thrown.status,
        detail: thrown.message,
        code: thrown.code,
        ...(thrown.field === undefined ? {} : { field: thrown.field }),
      }),
    );
  }
}

export function mockApi(): Plugin {
  const middleware = (request: IncomingMessage, response: ServerResponse, next: (problem?: unknown) => void) => {
    handle(request, response, next).catch(next);
  };
  return {
    name: "mingjing-mock-api",
    configureServer: (server) => void server.middlewares.use(middleware),
    configurePreviewServer: (server) => void server.middlewares.use(middleware),
  };
}
