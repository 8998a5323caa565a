// Cases of penalty by two handlers, a legal reviewer and the leader: one from its registration to the
// leader's desk, one from its evidence to the notice, one from the defence to the decision. Three, since
// the term of a decision may end in a year whose working days are not known yet, and since only one
// hospital has accounts. Then points for a doctor, proposed by one and confirmed by another, until he is
// suspended.
import assert from "node:assert/strict";
import type { Journey } from "./people";

export async function enforcement(journey: Journey): Promise<void> {
  const office = await journey.person("yibaoban");
  const hospital = await office.place();
  const handler = await journey.person("chengban1");
  await handler.choose("行政处罚案件");
  await handler.does("登记线索", async (form) => {
    await handler.pick(form, "当事人类别", "定点医药机构");
    await form.getByLabel("机构", { exact: true }).fill(hospital.code);
    await form.getByLabel("线索来源").fill("现场检查");
    await form.getByLabel("案情摘要").fill("重复收费、串换项目收费，造成医疗保障基金损失");
  });
  await handler.sees("立案前核查");
  await handler.shot("registered");
  await handler.does("完成核查", (form) => handler.attach(form));
  await handler.does("提请立案", async (form) => {
    await form.getByRole("button", { name: "增加承办人" }).click();
    await handler.pick(form, "姓名", "承办人乙", "承办人乙");
    for (const certificate of await form.getByLabel("执法证号").all()) {
      await certificate.fill("演示执法证");
    }
  });
  await handler.sees("立案审批");


  const investigated = await handler.first("enforcement", "调查取证");
  const other = await journey.person("chengban2");
  await other.open(investigated);
  await other.does("收集证据", async (form) => {
    await other.attach(form);
    await form.getByLabel("证明事项").fill("收费明细与病历记载不符");
  });
  await handler.open(investigated);
  await handler.does("提交法制审核", async (form) => {
    await handler.pick(form, "拟作处理", "拟处罚");
    await handler.pick(form, "条款", "第三十八条");
    await form.getByLabel("行为", { exact: true }).fill("重复收费");
    await form.getByLabel(/造成的损失/).fill("12000");
    await handler.pick(form, "罚款方式", "损失的倍数");
    await form.getByLabel(/^倍数/).fill("130");
    await form.getByLabel("裁量理由").fill("配合调查，主动退回部分基金，属一般情节");
    await handler.shot("proposal");
  });
  await handler.sees("法制审核");
  const legal = await journey.person("fazhi");
  await legal.open(investigated);
  await legal.does("通过法制审核", (form) => form.getByLabel("法制审核意见").fill("事实清楚，程序合法，裁量适当"));
  await handler.open(investigated);
  await handler.does("送达处罚告知书", (form) => handler.attach(form));
  await handler.sees("已告知");
  await handler.shot("noticed");

  const defended = await handler.first("enforcement", "陈述申辩");
  await handler.open(defended);
  await handler.does("复核陈述申辩", (form) => form.getByLabel("复核意见").fill("已在裁量中考虑，意见不予采纳"));
  const leader = await journey.person("juzhang");
  await leader.open(defended);
  await leader.does("作出决定");
  await leader.sees("执行");
  await leader.lastShot("decided");

  const auditor = await journey.person("shenhe1");
  await auditor.choose("医师记分");
  await auditor.does("登记备案", (form) => form.getByLabel("医师标识").fill("D990001000059001"));
  await auditor.sees("正常");
  const file = auditor.matter();
  const head = await journey.person("jingban");
  for (const [cause, months] of [["违反协议", undefined], ["第三十八条", "3"]] as const) {
    await auditor.open(file);
    await auditor.does("提出记分", async (form) => {
      await auditor.pick(form, "情形", cause);
      await auditor.pick(form, "责任程度", "主要责任");
      await auditor.pick(form, "发生的机构", hospital.name, hospital.code);
      await form.getByLabel("处理文书").fill("医保罚决〔2026〕1号");
    });
    await head.open(file);
    await head.does("确认记分", async (form) => {
      if (months !== undefined) {
        await form.getByLabel("暂停月数").fill(months);
      }
    });
  }
  await head.sees("暂停");
  assert.match(await head.page.locator("#content").innerText(), /9\s*分/);
  await head.lastShot("suspended");
}
