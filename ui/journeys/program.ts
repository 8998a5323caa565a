// The real program, with its made-up county or on new books: started for a run, ended with it.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A demonstration that answers, and how to get in. */
export interface Demonstration {
  base: string;
  password: string;
  /** Ends the program and removes its data. */
  stop: () => Promise<void>;
}

/** How long simulating, importing, auditing and the casework may take on a crowded machine. */
const PATIENCE_MS = 180_000;

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === "string") {
          reject(new Error("no free port"));
        } else {
          resolve(address.port);
        }
      });
    });
  });
}

/** A demonstration that is running already, as MINGJING_RUNNING names it: its address and its password. */
export function running(named: string): Demonstration {
  const [base = "", password = ""] = named.split(" ");
  return { base, password, stop: () => Promise.resolve() };
}

/** Starts the demonstration and waits until it prints the password of its accounts. */
export async function demonstrate(program: string): Promise<Demonstration> {
  const data = await newFolder();
  const port = await freePort();
  const { found, stop } = await started({
    program,
    data,
    flags: ["demo", "--port", String(port), "--skip-messages", "--data", data],
    says: /以下账号密码均为 (\S+)（/,
  });
  return { base: `http://127.0.0.1:${port}`, password: found, stop };
}

/** A service on new books, and how its first administrator gets in. */
export interface Installation extends Demonstration {
  login: string;
  handedOut: string;
}

/** Starts a service on new books with the configuration that its own address asks for, and waits for its first administrator. */
export async function install(program: string, configured: (base: string, data: string) => Promise<string>): Promise<Installation> {
  const data = await newFolder();
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const config = join(data, "mingjing.toml");
  await writeFile(config, await configured(base, data));
  const { found, second, stop } = await started({
    program,
    data,
    flags: ["serve", "--listen", `127.0.0.1:${port}`, "--data", data, "--config", config],
    says: /登录名 (\S+)，一次性密码 (\S+)（/,
  });
  await opened(base);
  return { base, login: found, handedOut: second, password: `Mj-${randomBytes(15).toString("base64url")}`, stop };
}

/** The administrator is made a moment before the doors open. */
async function opened(base: string): Promise<void> {
  const late = Date.now() + PATIENCE_MS;
  while ((await fetch(`${base}/login`)).status !== 200) {
    if (Date.now() > late) {
      throw new Error(`the workbench is not open after ${PATIENCE_MS / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const newFolder = () => mkdtemp(join(tmpdir(), "mingjing-journeys-"));

interface Start {
  program: string;
  flags: string[];
  /** Removed with all that is in it when the program ends. */
  data: string;
  /** What the program prints once people can get in. */
  says: RegExp;
}

interface Started {
  /** What stands in the brackets of `says`. */
  found: string;
  second: string;
  stop: () => Promise<void>;
}

/** Starts the program and waits until it says this. */
async function started({ program, flags, data, says }: Start): Promise<Started> {
  const child = spawn(program, flags, { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve) => {
    child.once("close", () => {
      resolve();
    });
  });
  const stop = async () => {
    child.kill();
    await ended;
    await rm(data, { recursive: true, force: true });
  };
  try {
    const [, found = "", second = ""] = await new Promise<RegExpExecArray>((resolve, reject) => {
      let said = "";
      const late = setTimeout(() => {
        reject(new Error(`no accounts after ${PATIENCE_MS / 1000} s; the program said:\n${said}`));
      }, PATIENCE_MS);
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const heard = says.exec(said);
        if (heard !== null) {
          clearTimeout(late);
          resolve(heard);
        }
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("error", (error) => {
        clearTimeout(late);
        reject(error);
      });
      child.once("close", () => {
        clearTimeout(late);
        reject(new Error(`the program ended early; it said:\n${said}`));
      });
    });
    return { found, second, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
