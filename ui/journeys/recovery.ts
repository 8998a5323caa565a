// From an audit finding to the money: a lead is assigned, its findings are found true, one of them goes
// through review, appeal and second review, is confirmed and partly deducted; the rest is paid.
import assert from "node:assert/strict";
import type { Journey, Person } from "./people";

export async function recovery(journey: Journey): Promise<void> {
  const office = await journey.person("yibaoban");
  const chief = await journey.person("kezhang");
  const { lead, findings } = await waiting(chief, (await office.place()).code);
  const [key = ""] = findings;

  await chief.choose("线索");
  await chief.shot("leads");
  await chief.open(lead);
  await chief.does("分派线索", (form) => chief.pick(form, "核实人", "审核员甲"));
  await chief.sees("核实中");

  const first = await journey.person("shenhe1");
  await first.open(lead);
  for (let marked = 0; marked < findings.length; marked += 1) {
    await first.does("登记核实结果", async (form) => {
      await first.pick(form, "核实结果", "属实");
      await form.getByLabel("说明").fill("经核对病历，属实");
    });
  }
  await first.shot("findings-true");

  await chief.open(lead);
  await chief.does("转办线索", (form) => chief.pick(form, "转办去向", "事中审核"));
  await chief.sees("已转办");

  const review = `review/${key}`;
  await first.arrives(review);
  await first.shot("first-review");
  await first.does("初审认定", (form) => form.getByLabel("初审意见").fill("违规事实清楚，予以认定"));
  await first.sees("已告知");

  await office.page.getByRole("button", { name: "刷新" }).click();
  const notice = office.page.getByRole("row").filter({ has: office.page.locator(`a[href="/inbox/${encodeURIComponent(review)}"]`) });
  await notice.getByText("工作日").waitFor();
  await office.shot("inbox");
  await notice.getByRole("link").first().click();
  await office.page.getByRole("heading", { name: "本机构的办理" }).waitFor();
  const choices = office.page.getByRole("group", { name: "选择办理事项" });
  await choices.getByRole("button", { name: "提交申诉" }).click();
  await office.page.getByLabel("申诉理由").fill("患者病情需要，见病程记录");
  await office.attach(office.page.locator("form"));
  await office.shot("appeal");
  await office.page.getByRole("button", { name: "提交申诉" }).last().click();
  await office.page.getByRole("heading", { level: 1, name: "机构待办" }).waitFor();

  const second = await journey.person("shenhe2");
  await second.open(review);
  await second.does("接办复审");
  await second.does("复审维持", async (form) => {
    await form.getByLabel("复审金额").fill("100");
    await form.getByLabel("复审意见").fill("申诉部分成立，核减认定金额");
  });
  await second.sees("再申诉");
  await second.shot("second-review");

  await office.open(review);
  await office.does("认可结果");

  const head = await journey.person("jingban");
  await head.open(review);
  await head.does("终审确认");

  const finance = await journey.person("caiwu");
  await finance.open(review);
  await finance.does("结算扣款", async (form) => {
    await form.getByLabel("扣款金额").fill("60");
    await form.getByLabel("结算批次").fill("2026-12");
  });
  await finance.sees("已扣款");
  await finance.shot("deducted");

  await finance.arrives(`recovery/review:${key}`);
  await finance.does("登记缴款", async (form) => {
    await form.getByLabel("缴款金额").fill("40");
    await form.getByLabel("凭证号").fill("银行回单1");
  });
  await finance.sees("已缴清");
  await finance.lastShot("paid");

  await chief.open(review);
  await chief.shows({ 疑点金额: /^¥?\s*\d[\d,]*\.\d\d/, 认定金额: /100\.00/, 追回金额: /60\.00/, 避免金额: /0\.00/ });
  await chief.lastShot("figures");
}

/** A lead of several findings at the hospital that nobody has, each worth more than will be upheld. */
async function waiting(chief: Person, institution: string): Promise<{ lead: string; findings: string[] }> {
  for (const { id } of await chief.rows("matters", { kind: "lead", stage: "待分派", institution, order: "largest" })) {
    const findings = await chief.rows("findings", { lead: id });
    if (findings.length > 1 && findings.every(({ amount, certainty }) => Number(amount) > 100 && certainty > 1)) {
      return { lead: id, findings: findings.map(({ key }) => key) };
    }
  }
  return assert.fail(`no lead of several findings waits at ${institution}`);
}
