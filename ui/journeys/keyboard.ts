// Journeys without a mouse, as an auditor works: the door, the queue, a refusal, a conflict, a session
// that ends, a finding on paper.
import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { BASE, launch, logIn, said, serve, watch } from "./browser";

type Journey = (context: BrowserContext) => Promise<void>;

const PASSWORD = "mingjing-demo";

async function enter(page: Page, login: string): Promise<void> {
  await page.getByLabel("账号").fill(login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
}

/** The lead of findings that are being checked, as the made-up data has it. */
async function leadBeingChecked(page: Page): Promise<string> {
  const answer = await page.request.get(`${BASE}/api/v1/matters?kind=lead&stage=核实中&order=largest&size=1`);
  const { rows } = (await answer.json()) as { rows: { id: string }[] };
  assert(rows[0] !== undefined, "no lead is being checked");
  return rows[0].id;
}

async function versionOf(page: Page, matter: string): Promise<number> {
  const answer = await page.request.get(`${BASE}/api/v1/matters/${encodeURIComponent(matter)}`);
  return ((await answer.json()) as { row: { version: number } }).row.version;
}

const journeys: Record<string, Journey> = {
  "a wrong password is told, a one-time code is asked for": async (context) => {
    const page = await context.newPage();
    await page.goto(`${BASE}/rules`);
    await page.getByLabel("账号").fill("guanli");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("账号或密码不正确").waitFor();
    await enter(page, "guanli");
    await page.getByLabel("动态口令").waitFor();
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.getByText("动态口令不正确").waitFor();
    await page.getByLabel("动态口令").fill("123456");
    await page.keyboard.press("Enter");
    const menu = page.getByRole("navigation", { name: "主菜单" });
    await menu.waitFor();
    assert.equal(await menu.getByText("用户与授权").count(), 1);
    assert.equal(await menu.getByText("稽核队列").count(), 0, "an administrator sees no findings");
    assert.equal(new URL(page.url()).pathname, "/rules", "back to where one wanted to go");
  },

  "who has a handed-out password changes it first": async (context) => {
    const page = await context.newPage();
    await page.goto(`${BASE}/login`);
    await enter(page, "xinren");
    await page.getByText("系统发放的初始密码").waitFor();
    await page.getByLabel("当前密码").fill(PASSWORD);
    await page.getByLabel("新密码", { exact: true }).fill("short");
    await page.keyboard.press("Tab");
    await page.getByText("新密码至少 10 个字符").waitFor();
    await page.getByLabel("新密码", { exact: true }).fill("longer-than-before");
    await page.getByLabel("再次输入新密码").fill("longer-than-before");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "稽核队列" }).waitFor();
  },

  "the queue is worked by J, C and F": async (context) => {
    const page = await logIn(context, "shenhe");
    const lead = await leadBeingChecked(page);
    await page.goto(`${BASE}/queue?lead=${encodeURIComponent(lead)}`);
    await page.locator(".row-active").waitFor();
    const version = await versionOf(page, lead);
    const at = () => page.locator(".row-active").getAttribute("data-row-key");
    const first = await at();
    await page.keyboard.press("j");
    assert.notEqual(await at(), first, "J moves on");
    await page.keyboard.press("k");
    assert.equal(await at(), first, "K moves back");
    await page.keyboard.press("c");
    await page.getByText("已登记属实").waitFor();
    assert.equal(await versionOf(page, lead), version + 1, "confirmed once");
    await page.keyboard.press("f");
    const dialog = page.getByRole("dialog", { name: "登记核实结果" });
    await dialog.waitFor();
    await dialog.getByRole("button", { name: "提交" }).press("Enter");
    await dialog.getByText("请填写误报原因").waitFor();
    await dialog.getByLabel("误报原因").press("ArrowDown");
    await page.getByTitle("临床确有必要").waitFor();
    await page.keyboard.type("临床");
    await page.keyboard.press("Enter");
    await dialog.getByLabel("说明").fill("见会诊记录");
    await dialog.getByRole("button", { name: "提交" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("登记核实结果：已办理").waitFor();
  },

  "a refusal stands at its field, a conflict says who was faster": async (context) => {
    const page = await logIn(context, "juzhang");
    const answer = await page.request.get(`${BASE}/api/v1/matters?kind=review&stage=初审&size=1`);
    const { rows } = (await answer.json()) as { rows: { id: string; version: number }[] };
    const [row] = rows;
    assert(row !== undefined, "no review waits");
    const path = encodeURIComponent(row.id);
    await page.goto(`${BASE}/matters/${path}`);
    await page.getByRole("button", { name: "初审认定" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "初审认定" });
    await dialog.getByLabel("认定金额").fill("12.345");
    await dialog.getByLabel("审核意见").fill("属实");
    await dialog.getByText("金额须为数字，最多两位小数").waitFor();
    await dialog.getByLabel("认定金额").fill("12.3");
    await dialog.getByLabel("审核意见").fill("被拒");
    await dialog.getByRole("button", { name: "提交" }).press("Enter");
    await dialog.locator(".ant-form-item-explain-error", { hasText: "审核意见" }).waitFor();
    await page.request.post(`${BASE}/api/v1/matters/${path}/commands`, {
      headers: { "x-csrf-token": "mock-csrf" },
      data: { seen: row.version, command: { command: "clear", reason: "duplicate", note: "重复" } },
    });
    await dialog.getByLabel("审核意见").fill("属实");
    await dialog.getByRole("button", { name: "提交" }).press("Enter");
    await dialog.getByText("刚由审核员乙办理过").waitFor();
    await dialog.getByRole("button", { name: "提交" }).press("Enter");
    await dialog.waitFor({ state: "detached" });
  },

  "a look at a person asks what for": async (context) => {
    const page = await logIn(context, "juzhang");
    const answer = await page.request.get(`${BASE}/api/v1/findings?size=1`);
    const { rows } = (await answer.json()) as { rows: { key: string }[] };
    await page.goto(`${BASE}/findings/${rows[0]?.key ?? ""}`);
    await page.getByRole("button", { name: "查看参保人信息" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "查看参保人信息" });
    await dialog.getByText("将记录留痕").waitFor();
    await dialog.getByLabel("用途").fill("核实线索");
    await page.keyboard.press("Enter");
    await page.getByText("虚构人员（演示）").waitFor();
  },

  "a document is made with its number, after what was missing is filled in": async (context) => {
    const page = await logIn(context, "juzhang");
    const answer = await page.request.get(`${BASE}/api/v1/matters?kind=enforcement&size=1`);
    const { rows } = (await answer.json()) as { rows: { id: string }[] };
    await page.goto(`${BASE}/matters/${encodeURIComponent(rows[0]?.id ?? "")}`);
    await page.getByRole("tab", { name: "案情" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "出具行政处罚决定书" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "行政处罚决定书" });
    await dialog.getByRole("button", { name: "出具并下载" }).press("Enter");
    await dialog.getByText("请填写文号").waitFor();
    await dialog.getByLabel("文号").fill("临医保罚决〔2026〕3号");
    await dialog.getByRole("button", { name: "出具并下载" }).press("Enter");
    await dialog.getByText("还缺少联系人").waitFor();
    await dialog.getByRole("button", { name: /发文机关/ }).press("Enter");
    await dialog.getByLabel("联系人").fill("赵敏");
    const [file] = await Promise.all([page.waitForEvent("download"), dialog.getByRole("button", { name: "出具并下载" }).press("Enter")]);
    assert.equal(file.suggestedFilename(), "行政处罚决定书临医保罚决〔2026〕3号.docx");
    await dialog.waitFor({ state: "detached" });
  },

  "a page of other offices is refused without its head": async (context) => {
    const page = await logIn(context, "juzhang");
    await page.goto(`${BASE}/users`);
    await page.getByRole("heading", { level: 1, name: "当前身份不能查看这个页面" }).waitFor();
    assert.equal(await page.getByRole("heading", { name: "用户与授权" }).count(), 0);
  },

  "a doctor reports a packet with three things": async (context) => {
    const page = await logIn(context, "yisheng");
    await page.goto(`${BASE}/my-conduct`);
    await page.getByRole("button", { name: "登记拒收、上交红包" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "登记拒收、上交红包" });
    await dialog.waitFor();
    assert.equal(await dialog.getByLabel("发生时间").count(), 0, "begins as the server says and is not asked");
    const register = dialog.getByRole("button", { name: "登记红包" });
    await register.press("Enter");
    await dialog.getByText("请填写金额或者估值").waitFor();
    await dialog.getByLabel("金额或者估值").fill("500");
    for (const name of ["就诊类别", "怎么处理的"]) {
      await dialog.getByLabel(name).press("ArrowDown");
      await page.keyboard.press("Enter");
    }
    const [sent] = await Promise.all([page.waitForRequest((request) => request.url().endsWith("/commands")), register.press("Enter")]);
    const { command } = sent.postDataJSON() as { command: { packet: Record<string, unknown> } };
    assert.equal(command.packet.amount, "500.00");
    assert.equal(command.packet.occurred_at, "2026-11-24 09:30");
    await dialog.waitFor({ state: "detached" });
    await page.getByText("登记红包：已办理").waitFor();
  },

  "a patient answers once, without a login": async (context) => {
    const page = await context.newPage();
    await page.goto(`${BASE}/survey/ONCE`);
    const send = page.getByRole("button", { name: "提交" });
    await send.press("Enter");
    await page.getByText("请作答").first().waitFor();
    for (const question of ["医生解释病情的耐心程度", "候诊和诊室环境"]) {
      await page.getByRole("radiogroup", { name: question }).getByRole("radio").nth(8).press("Space");
    }
    await page.getByRole("radiogroup", { name: /红包/ }).getByRole("radio", { name: "否" }).press("Space");
    await send.press("Enter");
    await page.getByRole("heading", { name: "谢谢您的评价" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "这张二维码已经用过" }).waitFor();
  },

  "a session that ends leads to the door and back": async (context) => {
    const page = await logIn(context, "juzhang");
    await page.goto(`${BASE}/institutions`);
    await page.getByRole("heading", { name: "定点医药机构" }).waitFor();
    await context.clearCookies();
    await page.getByRole("button", { name: "刷新" }).press("Enter");
    await page.getByLabel("账号").waitFor();
    await enter(page, "juzhang");
    await page.getByRole("heading", { name: "定点医药机构" }).waitFor();
  },

  "a finding fits on two pages of A4": async (context) => {
    const page = await logIn(context, "juzhang");
    const answer = await page.request.get(`${BASE}/api/v1/findings?size=1`);
    const { rows } = (await answer.json()) as { rows: { key: string }[] };
    await page.goto(`${BASE}/findings/${rows[0]?.key ?? ""}`);
    await page.getByRole("heading", { name: "合规建议" }).waitFor();
    await page.waitForLoadState("networkidle");
    const pdf = await page.pdf({ preferCSSPageSize: true, format: "A4", path: "journeys/shots/finding.pdf" });
    const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    assert(pages >= 1 && pages <= 2, `the finding takes ${pages} pages`);
  },

  "an empty list says why and offers the way out": async (context) => {
    const page = await logIn(context, "juzhang");
    await page.goto(`${BASE}/queue?institution=none`);
    await page.getByText("没有符合当前筛选条件的内容").waitFor();
    await page.getByRole("button", { name: "清除筛选" }).press("Enter");
    await page.locator(".row-active").waitFor();
  },
};

async function walk(browser: Browser, name: string, journey: Journey): Promise<boolean> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "zh-CN", colorScheme: "light" });
  context.setDefaultTimeout(15_000);
  const wrong: string[][] = [];
  context.on("page", (page) => {
    wrong.push(watch(page));
  });
  try {
    await journey(context);
    assert.deepEqual(wrong.flat(), []);
    console.log(`ok   ${name}`);
    return true;
  } catch (thrown) {
    console.log(`FAIL ${name}\n       ${said(thrown)}`);
    // A page that is gone has no picture.
    await context.pages().at(-1)?.screenshot({ path: "journeys/shots/failed.png" }).catch(() => undefined);
    return false;
  } finally {
    await context.close();
  }
}

/** Answers how many journeys did not arrive. */
export async function walkJourneys(): Promise<number> {
  const stop = await serve();
  const browser = await launch();
  let failed = 0;
  try {
    for (const [name, journey] of Object.entries(journeys)) {
      failed += (await walk(browser, name, journey)) ? 0 : 1;
    }
  } finally {
    await browser.close();
    stop();
  }
  return failed;
}
