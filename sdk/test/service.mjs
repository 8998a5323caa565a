// What the tests run against: the real program with a real book, a line to it that can be made
// bad, and a page of somebody else.

import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How rules act in the tests that need an action which the national book leaves to others. */
const ACTIONS = { GZ10000101012000: "转自费", GZ10000102014000: "拦截" };

/** The program, from `MINGJING_PROGRAM`, else built by cargo from this repository. */
function command(args) {
  const program = process.env.MINGJING_PROGRAM;
  if (program) return [program, args];
  return ["cargo", ["run", "--quiet", "-p", "mingjing", "--no-default-features", "--", ...args]];
}

/** Starts the program with the national book, with `ACTIONS` where `local` is true. */
export async function mingjing({ local = false, config = "" } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "mingjing-sdk-test-"));
  const port = await free_port();
  const args = ["serve", "--listen", `127.0.0.1:${port}`, "--data", join(folder, "data")];
  if (local) args.push("--books", book(join(folder, "books")));
  if (config) {
    writeFileSync(join(folder, "mingjing.toml"), config);
    args.push("--config", join(folder, "mingjing.toml"));
  }
  const [program, rest] = command(args);
  const child = spawn(program, rest, { cwd: root, stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (part) => (log += part));
  const address = `http://127.0.0.1:${port}`;
  const service = {
    address,
    /** one counter of `/metrics`; 0 where it was never counted */
    async count(name, ...labels) {
      const text = await (await fetch(`${address}/metrics`)).text();
      const line = text.split("\n").find((one) => one.startsWith(name) && labels.every((label) => one.includes(label)));
      return line ? Number(line.split(" ").at(-1)) : 0;
    },
    async stop() {
      child.kill();
      if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  const until = Date.now() + (process.env.MINGJING_PROGRAM ? 60_000 : 1_200_000);
  for (;;) {
    const ready = await fetch(`${address}/readyz`).then(
      (reply) => reply.ok,
      () => false,
    );
    if (ready) return service;
    if (child.exitCode !== null || Date.now() > until) {
      await service.stop();
      throw new Error(`the program did not start:\n${log}`);
    }
    await pause(50);
  }
}

/** The national book in a folder, with the actions changed. */
function book(folder) {
  cpSync(join(root, "books/national"), join(folder, "national"), { recursive: true });
  const left = new Set(Object.keys(ACTIONS));
  for (const kind of readdirSync(join(folder, "national"))) {
    for (const name of readdirSync(join(folder, "national", kind)).filter((name) => /^\d{3}-.*\.md$/.test(name))) {
      const path = join(folder, "national", kind, name);
      const text = readFileSync(path, "utf8");
      const code = /^编码: (\S+)/m.exec(text)?.[1];
      if (!(code in ACTIONS)) continue;
      writeFileSync(path, text.replace(/^处置: \{事前: [^,}]+/m, `处置: {事前: ${ACTIONS[code]}`));
      left.delete(code);
    }
  }
  if (left.size > 0) throw new Error(`rules not found: ${[...left]}`);
  return folder;
}

/**
 * A line to the service that does to 3101 what `line.fault(body, reply)` says: `pass`, `{delay}`,
 * `{status, body}`, `{rewrite}`, `cut`, `hang`. A 3103 passes, unless `line.down` is true.
 */
export async function bad_line(target) {
  const line = { fault: "pass", down: false, feedback: [] };
  const server = createServer(async (incoming, reply) => {
    const chunks = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const text = body.toString();
    const is_feedback = text.includes('"3103"');
    if (is_feedback) line.feedback.push(JSON.parse(text));
    if (line.down && is_feedback) return reply.destroy();
    const fault = incoming.method === "POST" && !is_feedback ? line.fault : "pass";
    if (fault === "hang") return;
    if (fault === "cut") return reply.destroy();
    if (fault.status) {
      const kind = { "content-type": fault.kind ?? "application/json", "access-control-allow-origin": "*" };
      return reply.writeHead(fault.status, kind).end(fault.body);
    }
    const answer = await forwarded(target, incoming, body);
    if (fault.delay) await pause(fault.delay);
    const sent = fault.rewrite ? fault.rewrite(answer.body) : answer.body;
    delete answer.headers["content-length"];
    delete answer.headers["transfer-encoding"];
    reply.writeHead(answer.status, answer.headers).end(sent);
  });
  line.address = await listening(server);
  line.stop = () => stopped(server);
  return line;
}

function forwarded(target, incoming, body) {
  return new Promise((resolve, reject) => {
    const { host, "content-length": _, ...headers } = incoming.headers;
    const out = request(target + incoming.url, { method: incoming.method, headers }, async (reply) => {
      const chunks = [];
      for await (const chunk of reply) chunks.push(chunk);
      resolve({ status: reply.statusCode, headers: reply.headers, body: Buffer.concat(chunks).toString() });
    });
    out.on("error", reject);
    out.end(body);
  });
}

/** Serves pages of another origin: `pages` by path. */
export async function foreign(pages) {
  const server = createServer((incoming, reply) => {
    const page = pages[incoming.url.split("?")[0]];
    reply.writeHead(page ? 200 : 404, { "content-type": "text/html; charset=utf-8" }).end(page ?? "");
  });
  return { address: await listening(server), stop: () => stopped(server) };
}

/** A port that nobody listens on. */
export async function free_port() {
  const server = createServer();
  const address = await listening(server);
  await stopped(server);
  return Number(new URL(address).port);
}

function listening(server) {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve(`http://127.0.0.1:${server.address().port}`)),
  );
}

function stopped(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

export function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits until `holds` is true. */
export async function until(holds, what, limit_ms = 8_000) {
  for (const end = Date.now() + limit_ms; Date.now() < end; await pause(25)) {
    if (await holds()) return;
  }
  throw new Error(`did not come: ${what}`);
}

/** A message of the demonstration. */
export function message(name, infno = "3101") {
  const text = readFileSync(join(root, "crates/server/demo", `${name}.json`), "utf8");
  return { ...JSON.parse(text), infno };
}
