// A hospital is told to look for itself: it answers each item, submits its report, is believed and refunds.
import type { Journey } from "./people";

export async function selfAudit(journey: Journey): Promise<void> {
  const office = await journey.person("yibaoban");
  const hospital = await office.place();
  const auditor = await journey.person("shenhe1");
  await auditor.choose("自查自纠");
  await auditor.does("下达自查任务", async (form) => {
    await auditor.pick(form, "机构", hospital.name, hospital.code);
    await form.getByLabel("任务来源").fill("典型问题清单");
    await auditor.day(form, "追溯起始日", "2026-01-01");
    await form.getByLabel("序号").fill("1");
    await form.getByLabel("自查内容").fill("重复收取护理费");
  });
  await auditor.sees("自查中");
  const matter = auditor.matter();
  await auditor.shot("issued");

  await office.page.goto(`${journey.of.base}/inbox/${encodeURIComponent(matter)}`);
  await office.page.getByRole("button", { name: "填写", exact: true }).click();
  const answer = office.page.getByRole("dialog", { name: "填写自查结果" });
  await answer.getByLabel("自查金额").fill("320.50");
  await answer.getByLabel("自查说明").fill("三名患者的一级护理费重复收取");
  await office.attach(answer);
  await office.submit(answer);
  await office.shot("answered");

  const director = await journey.person("yuanzhang");
  await director.page.goto(`${journey.of.base}/inbox/${encodeURIComponent(matter)}`);
  await director.does("提交自查报告", (form) => director.attach(form));
  await director.shot("submitted");

  await auditor.open(matter);
  await auditor.does("确认自查结果");
  await auditor.sees("待退回基金");

  const finance = await journey.person("caiwu");
  await finance.open(matter);
  await finance.does("登记自查退款", (form) => form.getByLabel("凭证号").fill("银行回单2"));
  await finance.sees("已完成");
  await finance.shows({ 认定金额: /320\.50/, 追回金额: /320\.50/ });
  await finance.lastShot("refunded");
}
