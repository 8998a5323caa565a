// Every screen of the offices that differ, at two sizes, light and dark: looked at by axe, and by people
// in `journeys/shots`. Each is opened once at a size and stays open when it gets dark, as a page follows its system.
import { mkdir } from "node:fs/promises";
import axe, { type RunOnly } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { BASE, launch, logIn, said, serve, watch } from "./browser";
import { conductScreens, PHONE, publicScreens } from "./conductScreens";

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

/** An address, and what is opened there. */
export type Screen = string | { path: string; open: (page: Page) => Promise<void> };

async function openPapers(page: Page): Promise<void> {
  await page.getByRole("tab", { name: "文书与附件" }).click();
  await page.getByRole("heading", { name: "附件", exact: true }).waitFor();
}

/** What the bureau sees. */
async function screensOf(page: Page): Promise<Record<string, Screen>> {
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
    papers: { path: `/matters/${enforcement}`, open: openPapers },
    document: {
      path: `/matters/${enforcement}`,
      open: async (page) => {
        await openPapers(page);
        await page.getByRole("button", { name: "出具行政处罚事先告知书" }).click();
        await page.getByLabel("文号").fill("临医保罚告〔2026〕7号");
        await page.getByText("发文机关的联系人").click();
        await page.getByLabel("管辖法院").fill("临江市人民法院");
      },
    },
    live: "/live",
    closed: "/users",
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
    // The last: from here on the page is the chief's.
    assignment: {
      path: "/leads",
      open: async (page) => {
        await page.getByRole("combobox", { name: "当前身份" }).click();
        await page.locator(".ant-select-item-option", { hasText: "基金监管科长" }).click();
        await page.waitForURL(`${BASE}/dashboard`);
        await page.goto(`${BASE}/leads?stage=待分派`);
        const boxes = page.locator("tbody").getByRole("checkbox");
        await boxes.nth(0).check();
        await boxes.nth(1).check();
        await page.getByRole("button", { name: "分派（2件）" }).click();
        await page.getByRole("dialog", { name: "分派线索" }).getByLabel("核实人").waitFor();
      },
    },
  };
}

/** What a hospital sees. */
async function officeScreens(page: Page): Promise<Record<string, Screen>> {
  const review = await firstOf(page, "/matters?kind=review&stage=已告知&size=1", "id");
  return { inbox: "/inbox", "inbox-who": "/inbox?tab=who", answering: `/inbox/${review}` };
}

/** What who keeps the system sees. */
const systemScreens: Record<string, Screen> = {
  users: "/users",
  keys: "/users?tab=keys",
  "new-key": {
    path: "/users?tab=keys",
    open: async (page) => {
      await page.getByRole("button", { name: "提请密钥" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  organisations: "/organisations",
  callers: "/callers",
  calendar: "/calendar",
  books: "/books",
  jobs: "/jobs",
  health: "/health",
};

/** What who watches over the rights sees. */
const securityScreens: Record<string, Screen> = { "co-signing": "/co-signing", trail: "/trail" };

type Mode = (typeof MODES)[number];

/** What axe asks of a page: everything in the light, and what colours can break once it is dark. */
const ASKED: Record<Mode, RunOnly> = {
  light: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] },
  dark: { type: "rule", values: ["color-contrast", "link-in-text-block"] },
};

async function violationsOf(page: Page, mode: Mode): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async (runOnly) => {
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run(document, { runOnly });
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      where: nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.any[0]?.message ?? ""}`),
      count: nodes.length,
    }));
  }, ASKED[mode]);
  return found.map(({ id, impact, where, count }) => `${id} (${impact ?? ""}, ${count}): ${where.join(" | ")}`);
}

async function settle(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.waitForFunction(() => document.querySelector(".ant-skeleton-active, .ant-spin-spinning") === null);
  // What is still fading in has colours that nobody reads. What turns without an end does not fade: a button
  // that loads too shortly keeps its icon, without width.
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState === "finished" || one.effect?.getComputedTiming().iterations === Infinity),
  );
}

/** A page as it is open, shot and judged in the light and in the dark: what is to be mended, a line each. */
async function judged(page: Page, name: string, size: number): Promise<string[]> {
  const found: string[] = [];
  for (const mode of MODES) {
    await page.emulateMedia({ colorScheme: mode });
    await settle(page);
    await page.screenshot({ path: `${SHOTS}/${name}-${size}-${mode}.png` });
    found.push(...(await violationsOf(page, mode)).map((line) => `${mode}: ${line}`));
  }
  return found;
}

/** A screen, opened in the light and judged. */
async function opened(page: Page, name: string, screen: Screen, size: number): Promise<string[]> {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(`${BASE}${typeof screen === "string" ? screen : screen.path}`);
  await settle(page);
  if (typeof screen !== "string") {
    await screen.open(page);
  }
  return judged(page, name, size);
}

/** Tells of a screen; answers how many problems it has. */
function told(name: string, size: number, found: string[]): number {
  console.log(`${found.length === 0 ? "ok  " : "FAIL"} ${name} ${size}`);
  found.forEach((line) => {
    console.log(`       ${line}`);
  });
  return found.length;
}

async function look(
  page: Page,
  screens: Record<string, Screen>,
  wanted: string | undefined,
  size: number,
): Promise<number> {
  const wrong = watch(page);
  let problems = 0;
  for (const [name, screen] of Object.entries(screens)) {
    if (wanted !== undefined && !wanted.split(",").includes(name)) {
      continue;
    }
    // A screen that cannot be drawn is named as one to mend, and the next is looked at.
    const drawn = await opened(page, name, screen, size).catch((thrown: unknown) => [said(thrown)]);
    problems += told(name, size, [...drawn, ...wrong.splice(0)]);
  }
  await page.close();
  return problems;
}

/** All screens at a size, office by office. */
async function lookAtSize(
  browser: Browser,
  viewport: (typeof SIZES)[number],
  wanted: string | undefined,
): Promise<number> {
  const size = viewport.width;
  const context = await browser.newContext({ viewport, locale: "zh-CN" });
  const door = await context.newPage();
  let problems = await look(door, { login: "/login" }, undefined, size);
  const bureau = await logIn(context, "juzhang");
  problems += await look(bureau, await screensOf(bureau), wanted, size);
  await context.clearCookies();
  const office = await logIn(context, "yibaoban");
  problems += await look(office, await officeScreens(office), wanted, size);
  await context.clearCookies();
  problems += await look(await logIn(context, "guanli", "123456"), systemScreens, wanted, size);
  await context.clearCookies();
  problems += await look(await logIn(context, "anquan"), securityScreens, wanted, size);
  for (const [login, screens] of Object.entries(conductScreens)) {
    await context.clearCookies();
    problems += await look(await logIn(context, login), screens, wanted, size);
  }
  await context.clearCookies();
  const phone = await context.newPage();
  await phone.setViewportSize(PHONE);
  problems += await look(phone, publicScreens, wanted, size);
  await context.close();
  return problems;
}

/** Looks at all screens, or at those named in `wanted`; answers how many problems there are. */
export async function lookAtScreens(wanted: string | undefined): Promise<number> {
  await mkdir(SHOTS, { recursive: true });
  const stop = await serve();
  const browser = await launch();
  try {
    // A page waits for its network longer than it computes: the sizes are walked beside each other.
    const problems = await Promise.all(SIZES.map((viewport) => lookAtSize(browser, viewport, wanted)));
    return problems.reduce((sum, some) => sum + some, 0);
  } finally {
    await browser.close();
    stop();
  }
}
