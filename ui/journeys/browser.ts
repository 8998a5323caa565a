// A browser on the previewed build with made-up data: started for a run, ended with it.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

// Several runs may go on beside each other.
const PORT = 4100 + (process.pid % 800);
export const BASE = `http://127.0.0.1:${PORT}`;

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

/** Serves `dist` with the made-up API until the returned function is called. */
export async function serve(): Promise<() => void> {
  const server: ChildProcess = spawn(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "preview", "--mode", "mock", "--port", String(PORT), "--strictPort"],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const patience = 60;
  for (let tries = 0; tries < patience; tries += 1) {
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

/** Without a browser's own windows a page takes a quarter less time. */
const SHELL = "/usr/bin/chromium-headless-shell";
const BROWSER = existsSync(SHELL) ? SHELL : "/usr/bin/chromium";

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? BROWSER, args: FLAGS });

/** What was thrown, in words. */
export const said = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

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

/** At the door; with the one-time code where the account has them. */
export async function logIn(context: BrowserContext, login: string, code?: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${BASE}/login`);
  await page.getByLabel("账号").fill(login);
  await page.getByRole("textbox", { name: "密码" }).fill("mingjing-demo");
  await page.keyboard.press("Enter");
  if (code !== undefined) {
    await page.getByLabel("动态口令").fill(code);
    await page.keyboard.press("Enter");
  }
  await page.getByRole("navigation", { name: "主菜单" }).waitFor();
  return page;
}
