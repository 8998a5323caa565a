// The real program with its made-up county: started for a run, ended with it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
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
  const data = await mkdtemp(join(tmpdir(), "mingjing-journeys-"));
  const port = await freePort();
  const child = spawn(program, ["demo", "--port", String(port), "--skip-messages", "--data", data], {
    stdio: ["ignore", "pipe", "pipe"],
  });
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
    const password = await new Promise<string>((resolve, reject) => {
      let said = "";
      const late = setTimeout(() => {
        reject(new Error(`no accounts after ${PATIENCE_MS / 1000} s; the program said:\n${said}`));
      }, PATIENCE_MS);
      const hear = (chunk: Buffer) => {
        said += chunk.toString();
        const found = /以下账号密码均为 (\S+)（/.exec(said)?.[1];
        if (found !== undefined) {
          clearTimeout(late);
          resolve(found);
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
    return { base: `http://127.0.0.1:${port}`, password, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
