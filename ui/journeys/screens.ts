// Every screen, at two sizes, light and dark: looked at by axe, and by people in `journeys/shots`.
import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import type { BrowserContext, Page } from "playwright-core";
import { BASE, launch, logIn, serve, watch } from "./browser.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];
const MODES = ["light", "dark"] as const;
const SHOTS = "journeys/shots";

interface Listed {
  rows: Record<string, unknown>[];
}

/** First of a list, through the session of the page. */
async function firstOf(page: Page, path: string, field: string): Promise<string> {
  const answer = await page.request.get(`${BASE}/api/v1${path}`);
  const { rows } = (await answer.json()) as Listed;
  const value = rows[0]?.[field];
  if (typeof value !== "string") {
    throw new Error(`${path} lists nothing to open`);
  }
  return encodeURIComponent(value);
}

async function screensOf(page: Page): Promise<Record<string, string>> {
  const [finding, lead, review, enforcement] = await Promise.all([
    firstOf(page, "/findings?size=1", "key"),
    firstOf(page, "/matters?kind=lead&size=1", "id"),
    firstOf(page, "/matters?kind=review&stage=初审&size=1", "id"),
    firstOf(page, "/matters?kind=enforcement&stage=法制审核&size=1", "id"),
  ]);
  return {
    dashboard: "/dashboard",
    queue: "/queue",
    "queue-nothing": "/queue?institution=none",
    finding: `/findings/${finding}`,
    leads: "/leads",
    lead: `/matters/${lead}`,
    reviews: "/reviews",
    review: `/matters/${review}`,
    matters: "/matters?overdue=true&order=due",
    "self-audits": "/self-audits",
    enforcement: "/enforcement",
    case: `/matters/${enforcement}`,
    transfers: "/transfers",
    recovery: "/recovery",
    rectification: "/rectification",
    points: "/points",
    institutions: "/institutions",
    institution: "/institutions/H99011005",
    rules: "/rules",
    rule: "/rules/GZ20000101001000",
    missing: "/nowhere",
    password: "/password",
  };
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`),
      count: nodes.length,
    }));
  });
  return found.map(({ id, impact, where, count }) => `${id} (${impact ?? ""}, ${count}): ${where.join(" | ")}`);
}

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector(".ant-skeleton-active, .ant-spin-spinning") === null);
}

async function look(context: BrowserContext, wanted: string | undefined, label: string): Promise<number> {
  const page = await logIn(context, "juzhang");
  const wrong = watch(page);
  const screens = await screensOf(page);
  let problems = 0;
  for (const [name, path] of Object.entries(screens)) {
    if (wanted !== undefined && !wanted.split(",").includes(name)) {
      continue;
    }
    await page.goto(`${BASE}${path}`);
    await settle(page);
    await page.screenshot({ path: `${SHOTS}/${name}-${label}.png` });
    const found = [...(await violationsOf(page)), ...wrong.splice(0)];
    problems += found.length;
    console.log(`${found.length === 0 ? "ok  " : "FAIL"} ${name} ${label}`);
    found.forEach((line) => {
      console.log(`       ${line}`);
    });
  }
  await page.close();
  return problems;
}

/** Looks at all screens, or at those named in `wanted`; answers how many problems there are. */
export async function lookAtScreens(wanted: string | undefined): Promise<number> {
  await mkdir(SHOTS, { recursive: true });
  const stop = await serve();
  const browser = await launch();
  let problems = 0;
  try {
    for (const viewport of SIZES) {
      for (const mode of MODES) {
        const context = await browser.newContext({ viewport, colorScheme: mode, locale: "zh-CN" });
        const label = `${viewport.width}-${mode}`;
        const door = await context.newPage();
        await door.goto(`${BASE}/login`);
        await settle(door);
        await door.screenshot({ path: `${SHOTS}/login-${label}.png` });
        const found = await violationsOf(door);
        found.forEach((line) => {
          console.log(`FAIL login ${label}: ${line}`);
        });
        problems += found.length;
        await door.close();
        problems += await look(context, wanted, label);
        await context.close();
      }
    }
  } finally {
    await browser.close();
    stop();
  }
  return problems;
}
