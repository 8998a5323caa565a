// How long one waits in a browser that has kept nothing: for the door, for the figures of the first page
// after logging in, and for the same page opened anew. Printed and not judged: `npm run journeys -- waiting`.
import type { Browser, Page } from "playwright-core";
import { launch } from "./browser";
import { demonstrate, running, type Demonstration } from "./program";

const ROUNDS = 7;
const VIEW = { width: 1440, height: 900 };

type Waited = Record<"door" | "figures" | "again", number>;

const names: Record<keyof Waited, string> = {
  door: "the door can be used",
  figures: "figures of the dashboard, from pressing Enter",
  again: "the dashboard opened anew, with its figures",
};

async function since<T>(work: () => Promise<T>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const figures = (page: Page) => page.locator(".figures").waitFor();

async function once(browser: Browser, of: Demonstration): Promise<Waited> {
  const context = await browser.newContext({ viewport: VIEW, locale: "zh-CN" });
  try {
    const page = await context.newPage();
    const account = page.getByLabel("账号");
    const door = await since(async () => {
      await page.goto(`${of.base}/login`, { waitUntil: "commit" });
      // Text can be typed only where the page has come to life.
      await account.fill("juzhang");
    });
    await page.getByRole("textbox", { name: "密码" }).fill(of.password);
    const first = await since(async () => {
      await page.keyboard.press("Enter");
      await figures(page);
    });
    const again = await since(async () => {
      await page.goto(`${of.base}/dashboard`, { waitUntil: "commit" });
      await figures(page);
    });
    return { door, figures: first, again };
  } finally {
    await context.close();
  }
}

/** Measures on the real program; does nothing where none is named. */
export async function measureWaiting(): Promise<void> {
  const { MINGJING_PROGRAM: program, MINGJING_RUNNING: named } = process.env;
  if (program === undefined && named === undefined) {
    console.log("skip waiting: MINGJING_PROGRAM names no program");
    return;
  }
  const of = named === undefined ? await demonstrate(program ?? "") : running(named);
  const browser = await launch();
  try {
    const rounds: Waited[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await once(browser, of));
    }
    for (const part of Object.keys(names) as (keyof Waited)[]) {
      const times = rounds.map((waited) => waited[part]).sort((a, b) => a - b);
      const [median = 0, most = 0] = [times[Math.floor(times.length / 2)], times.at(-1)];
      console.log(`${names[part]}: ${median.toFixed(0)} ms, at most ${most.toFixed(0)} ms (${ROUNDS} rounds)`);
    }
  } finally {
    await browser.close();
    await of.stop();
  }
}
