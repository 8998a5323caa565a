// A browser on the previewed build with made-up data: started for a run, ended with it.
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

/** Where the preview of this run answers; known once it is served. */
export let BASE = "";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A port that nobody listens on: the preview of another run must not be taken for this one's. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") {
    throw new Error("the system names no free port");
  }
  return address.port;
}

/** Serves `dist` with the made-up API until the returned function is called. */
export async function serve(): Promise<() => void> {
  const port = await freePort();
  const server: ChildProcess = spawn(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "preview", "--mode", "mock", "--port", String(port), "--strictPort"],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  BASE = `http://127.0.0.1:${port}`;
  const patience = 120;
  for (let tries = 0; tries < patience && server.exitCode === null; tries += 1) {
    const up = await fetch(BASE).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) {
      return () => {
        server.kill();
      };
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  server.kill();
  throw new Error(`no preview on ${BASE}: has the build been made (npm run build)?`);
}

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** Collects what a page should never do: errors in the console, refused content, failed loads. */
export function watch(page: Page): string[] {
  const wrong: string[] = [];
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on("console", (message) => {
    // A refused request is an answer that the page shows; what the page itself gets wrong is not.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      wrong.push(message.text());
    }
  });
  return wrong;
}

export async function logIn(context: BrowserContext, login: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${BASE}/login`);
  await page.getByLabel("账号").fill(login);
  await page.getByRole("textbox", { name: "密码" }).fill("mingjing-demo");
  await page.keyboard.press("Enter");
  await page.getByRole("navigation", { name: "主菜单" }).waitFor();
  return page;
}
