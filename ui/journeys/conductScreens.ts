// The screens of professional conduct: of the office of a hospital, a doctor, the health bureau, who keeps
// the vault, a leader, and everybody.
import type { Page } from "playwright-core";
import type { Screen } from "./screens";

const matter = (path: string, id: string) => `/${path}/${encodeURIComponent(id)}`;

async function attach(page: Page): Promise<void> {
  await page.getByRole("button", { name: "导入表格" }).click();
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), page.getByRole("button", { name: "选择文件" }).click()]);
  await chooser.setFiles({ name: "名册.csv", mimeType: "text/csv", buffer: Buffer.from("工号,姓名\nYG1001,演示甲子\n") });
  await page.getByRole("heading", { name: "不能导入的行" }).waitFor();
}

const ethics: Record<string, Screen> = {
  conduct: "/conduct",
  "conduct-season": {
    path: "/conduct",
    open: async (page) => {
      await page.getByRole("button", { name: "启动年度考评" }).click();
      await page.getByRole("dialog").waitFor();
    },
  },
  "conduct-people": "/conduct?tab=people",
  "conduct-staff": "/conduct?tab=staff",
  "conduct-import": { path: "/conduct?tab=staff", open: attach },
  "conduct-person": "/conduct/people/YG1001",
  "conduct-veto": "/conduct/people/YG1008",
  integrity: "/integrity",
  "integrity-complaints": "/integrity?tab=service-complaint",
  "conduct-events": "/conduct-events",
  "conduct-event": matter("matters", "conduct-event/20260001"),
  vetoes: "/vetoes",
  assessments: "/assessments",
  schemes: "/schemes",
  scheme: {
    path: matter("schemes", "scheme/20260001"),
    open: async (page) => {
      await page.getByRole("button", { name: /试算/ }).click();
      await page.getByText(/等次变化 6 人/).waitFor();
      const text = page.getByRole("textbox", { name: "方案全文" });
      await text.fill((await text.inputValue()).replace("points = 15", "points = 16"));
      await page.getByText("1 处需要更正").waitFor();
    },
  },
  "scheme-trial": "/schemes/trial",
  bulletins: "/bulletins",
  bulletin: matter("bulletins", "bulletin/20260001"),
  "bulletin-public": {
    path: matter("bulletins", "bulletin/20260001"),
    open: async (page) => {
      await page.getByText("公开版", { exact: true }).click();
      await page.getByText("有 2 处须先处理").waitFor();
    },
  },
  "bulletin-compose": {
    path: matter("bulletins", "bulletin/20260001"),
    open: async (page) => {
      await page.getByRole("button", { name: "编写通报" }).click();
      await page.getByRole("button", { name: "增加先进典范" }).click();
    },
  },
  performance: {
    path: "/performance",
    open: async (page) => {
      await page.getByRole("button", { name: /列出全部/ }).click();
      await page.getByLabel("分配总额（元）").fill("100000");
      await page.getByLabel(/对照权重/).fill("30");
      await page.getByRole("button", { name: "核算" }).click();
      await page.getByText(/^合计等于分配总额/).waitFor();
    },
  },
  "clean-hospital": "/clean-hospital",
  discipline: "/discipline",
  surveys: "/surveys",
  "survey-codes": {
    path: "/surveys?tab=codes",
    open: async (page) => {
      await page.getByLabel("科室").click();
      await page.getByTitle("骨科").click();
      await page.getByRole("button", { name: "生成二维码" }).click();
      await page.getByText("第 12 张").waitFor();
    },
  },
  recognition: "/clinical-conduct",
  breaches: "/clinical-conduct?tab=breach",
  antimicrobial: "/clinical-conduct?tab=antimicrobial",
  "high-cost": "/clinical-conduct?tab=costly",
  "bulletin-settings": "/bulletins?tab=settings",
  usage: "/usage",
  "usage-run": { path: matter("usage", "usage-query/20260001"), open: (page) => ask(page, "与本次查询的留痕一致") },
  "usage-alarm": {
    path: matter("usage", "usage-query/20260001"),
    open: async (page) => {
      await page.getByLabel("范围").click();
      await page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: "耗材" }).click();
      await ask(page, "查询已被拒绝，并已报警");
    },
  },
  "usage-waiting": { path: matter("usage", "usage-query/20260002"), open: (page) => page.getByText("现在不能查询").waitFor() },
};

async function ask(page: Page, said: string): Promise<void> {
  await page.getByLabel("起始日期").fill("2026-10-01");
  await page.keyboard.press("Enter");
  await page.getByLabel("截止日期").fill("2026-11-01");
  await page.keyboard.press("Enter");
  await page.getByText(said).waitFor();
}

/** By the account that sees them. */
export const conductScreens: Record<string, Record<string, Screen>> = {
  hangfengban: ethics,
  yisheng: {
    "my-conduct": "/my-conduct",
    "my-bulletin": {
      path: "/my-conduct",
      open: async (page) => {
        await page.getByRole("button", { name: /一医清风 2026年第3期/ }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
    "quick-packet": {
      path: "/my-conduct",
      open: async (page) => {
        await page.getByRole("button", { name: "登记拒收、上交红包" }).click();
        await page.getByRole("dialog").waitFor();
      },
    },
  },
  weijian: {
    district: "/district",
    "district-report": {
      path: "/district",
      open: async (page) => {
        await page.getByRole("button", { name: /出具/ }).first().click();
        await page.getByRole("dialog").waitFor();
      },
    },
    "district-recognition": "/district?tab=recognition",
    oversight: "/oversight",
    "district-bulletins": "/bulletins",
  },
  baoguan: { vault: "/vault" },
  juzhang: { hospitals: "/clinical-conduct?tab=hospitals" },
};

/** What a patient opens on a phone, without a login. */
export const publicScreens: Record<string, Screen> = {
  "public-recognition": "/public/recognition",
  survey: "/survey/DEMO0001",
  "survey-used": "/survey/USED",
  "survey-unknown": "/survey/NONE",
};

export const PHONE = { width: 390, height: 844 };
