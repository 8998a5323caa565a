// Two refused gifts in the ledger of the ethics office: one reported and disposed of in time, which earns
// the doctor its points once four people have agreed, one reported after a day, which earns nothing.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { DOCTOR, fileOf } from "./conductYear";
import type { Journey, Person } from "./people";

const HOUR_MS = 3_600_000;

export async function packet(journey: Journey): Promise<void> {
  const doctor = await journey.person("yisheng");
  const { practitioner } = await doctor.place();
  const clerk = await journey.person("yide1");
  const before = await fileOf(clerk, practitioner);

  const intime = await registered(clerk, { practitioner, hours: 3, care: "住院患者", amount: "500" });
  await clerk.says(/超过24小时报告\s*否/);
  await clerk.says(/剩 3 个工作日/);
  await clerk.does("登记红包礼品的处理", async (form) => {
    await clerk.pick(form, "处理方式", "替患者缴纳住院费");
    await form.getByLabel("收据号").fill("演示收据9001");
    await form.getByLabel("住院预交金金额").fill("500");
    await clerk.attach(form);
    await clerk.shot("deposit");
  });
  await clerk.sees("待核实");
  const second = await journey.person("yide2");
  await second.open(intime.id);
  await second.does("核实红包礼品登记", (form) => form.getByLabel("核实意见").fill("收据与预交金记录一致"));
  await second.sees("已核实");
  await second.says(/拟计行为编码\s*A01/);
  await second.shot("verified");
  await earned(journey, `conduct-event/${intime.id.replace("/", ":")}:${practitioner}:A01`);

  const after = await fileOf(clerk, practitioner);
  assert.equal(Number(after.score), Number(before.score) + 2);
  await clerk.shot("earned");

  const late = await registered(clerk, { practitioner, hours: 30, care: "门诊患者", amount: "300" });
  await clerk.says(/超过24小时报告\s*是/);
  await clerk.does("登记红包礼品的处理", async (form) => {
    await clerk.pick(form, "处理方式", "退回患者");
    await clerk.attach(form);
  });
  await clerk.sees("待判定迟报");
  const discipline = await journey.person("jijian");
  await discipline.open(late.id);
  await discipline.does("判定迟报", async (form) => {
    await discipline.pick(form, "判定", "迟报有正当理由");
    await form.getByLabel("依据和理由").fill("当日连续手术，术后即报，有手术记录");
  });
  await second.open(late.id);
  await second.does("核实红包礼品登记", (form) => form.getByLabel("核实意见").fill("退还凭证齐全"));
  await second.sees("已核实");
  assert.doesNotMatch(await second.page.locator("#content").innerText(), /拟计行为编码/);
  await second.shot("late");
  assert.deepEqual(await fileOf(clerk, practitioner), after);

  await clerk.choose("廉洁台账");
  const month = clerk.page.getByRole("textbox", { name: "期间" });
  await month.fill(late.at.slice(0, 7));
  await month.press("Tab");
  await clerk.page.getByText(/^超24小时报告$/).waitFor();
  const strip = await clerk.page.getByRole("region", { name: "期间" }).innerText();
  assert.match(strip, /超24小时报告\s*[1-9]\d* 件/);
  for (const { id } of [intime, late]) {
    await clerk.page.locator(`a[href="/matters/${encodeURIComponent(id)}"]`).first().waitFor();
  }
  await clerk.lastShot("ledger");
}

interface Gift {
  practitioner: string;
  /** So long ago it was offered; it is reported now. */
  hours: number;
  care: string;
  amount: string;
}

async function registered(clerk: Person, gift: Gift): Promise<{ id: string; at: string }> {
  await clerk.choose("廉洁台账");
  let at = "";
  await clerk.does("登记红包礼品", async (form) => {
    at = await ago(form, gift.hours);
    await form.getByLabel("发生时间").fill(at);
    await form.getByLabel("人员编号").fill(gift.practitioner);
    await form.getByLabel("姓名").fill(DOCTOR.name);
    await form.getByLabel("科室").fill(DOCTOR.department);
    await clerk.pick(form, "人员类别", "医师");
    await form.getByLabel("送出人与患者的关系").fill("患者家属");
    await clerk.pick(form, "就诊类别", gift.care);
    if (gift.care === "住院患者") {
      await form.getByLabel("患者信息封存编号").fill("演示患者901");
      await form.getByLabel("住院号前三位").fill("012");
    }
    await clerk.pick(form, "形式", "现金");
    await form.getByLabel("金额或者估值").fill(gift.amount);
    await clerk.pick(form, "当时情形", "当场无法拒绝");
  });
  await clerk.sees("待处理");
  return { id: clerk.matter(), at };
}

/** So many hours before the moment that the form begins with, which is now as the program has it. */
async function ago(form: Locator, hours: number): Promise<string> {
  const now = await form.getByLabel("发生时间").inputValue();
  const at = new Date(new Date(`${now.replace(" ", "T")}Z`).getTime() - hours * HOUR_MS);
  return at.toISOString().slice(0, 16).replace("T", " ");
}

/** What the ledger proposes is confirmed by the department, verified by the office, approved by another. */
async function earned(journey: Journey, event: string): Promise<void> {
  const head = await journey.person("kezhuren");
  await head.arrives(event);
  await head.does("科室确认", (form) => form.getByLabel("科室意见").fill("情况属实"));
  const clerk = await journey.person("yide1");
  await clerk.open(event);
  await clerk.does("核实", (form) => form.getByLabel("核实意见").fill("已与登记单核对"));
  const second = await journey.person("yide2");
  await second.open(event);
  await second.does("认定", (form) => form.getByLabel("审批意见").fill("同意计分"));
  await second.sees("已认定");
  await second.shot("event");
}
