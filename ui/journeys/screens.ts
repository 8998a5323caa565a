// Every screen of the offices that differ, at two sizes, light and dark: looked at by axe, and by people
// in `journeys/shots`.
import { mkdir } from "node:fs/promises";
import axe from "axe-core";
import type { Page } from "playwright-core";
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
  // What is still fading in has colours that nobody reads. What turns without an end does not fade: a button
  // that loads too shortly keeps its icon, without width.
  await page.waitForFunction(() =>
    document.getAnimations().every((one) => one.playState === "finished" || one.effect?.getComputedTiming().iterations === Infinity),
  );
}

/** A screen, shot and judged: what is to be mended of it, a line each. */
async function judged(page: Page, name: string, screen: Screen, label: string): Promise<string[]> {
  await page.goto(`${BASE}${typeof screen === "string" ? screen : screen.path}`);
  await settle(page);
  if (typeof screen !== "string") {
    await screen.open(page);
    await settle(page);
  }
  await page.screenshot({ path: `${SHOTS}/${name}-${label}.png` });
  return violationsOf(page);
}

async function look(
  page: Page,
  screens: Record<string, Screen>,
  wanted: string | undefined,
  label: string,
): Promise<number> {
  const wrong = watch(page);
  let problems = 0;
  for (const [name, screen] of Object.entries(screens)) {
    if (wanted !== undefined && !wanted.split(",").includes(name)) {
      continue;
    }
    // A screen that cannot be drawn is named as one to mend, and the next is looked at.
    const drawn = await judged(page, name, screen, label).catch((thrown: unknown) => [said(thrown)]);
    const found = [...drawn, ...wrong.splice(0)];
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
        const bureau = await logIn(context, "juzhang");
        problems += await look(bureau, await screensOf(bureau), wanted, label);
        await context.clearCookies();
        const office = await logIn(context, "yibaoban");
        problems += await look(office, await officeScreens(office), wanted, label);
        await context.clearCookies();
        problems += await look(await logIn(context, "guanli", "123456"), systemScreens, wanted, label);
        await context.clearCookies();
        problems += await look(await logIn(context, "anquan"), securityScreens, wanted, label);
        for (const [login, screens] of Object.entries(conductScreens)) {
          await context.clearCookies();
          problems += await look(await logIn(context, login), screens, wanted, label);
        }
        await context.clearCookies();
        const phone = await context.newPage();
        await phone.setViewportSize(PHONE);
        problems += await look(phone, publicScreens, wanted, label);
        await context.close();
      }
    }
  } finally {
    await browser.close();
    stop();
  }
  return problems;
}
