// The office hands out a code; a patient answers on a telephone that he was asked for money. Only the
// discipline office learns of it, nobody's points change, and the code is good once.
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { DOCTOR, fileOf } from "./conductYear";
import { TELEPHONE, type Journey, type Person } from "./people";

const SCORED = ["挂号、候诊秩序", "医生与您沟通是否清楚", "收费清楚、可以接受"];
const PACKET = "有无工作人员收受您的“红包”、礼品";
const ELSEWHERE = "有无工作人员让您到指定的院外地点检查或者购药";

export async function survey(journey: Journey): Promise<void> {
  const { practitioner } = await (await journey.person("yisheng")).place();
  const office = await journey.person("yide1");
  const before = await fileOf(office, practitioner);
  const discipline = await journey.person("jijian");
  await discipline.choose("纪检线索");
  const known = await clues(discipline);

  const code = await issued(office);
  await office.shot("code");
  const phone = await journey.telephone();
  await phone.goto(`${journey.of.base}/survey/${code}`);
  await answered(phone);
  await phone.getByRole("button", { name: "提交" }).click();
  await phone.getByRole("heading", { name: "谢谢您的评价" }).waitFor();
  journey.refusing(TELEPHONE);
  await phone.reload();
  await phone.getByRole("heading", { name: "这张二维码已经用过" }).waitFor();

  await discipline.page.getByRole("button", { name: "刷新" }).click();
  await discipline.page.waitForFunction((count) => document.querySelectorAll('#content a[href^="/matters/discipline"]').length > count, known.length);
  const [clue = ""] = (await clues(discipline)).filter((one) => !known.includes(one));
  await discipline.page.goto(`${journey.of.base}${clue}`);
  await discipline.page.getByRole("heading", { name: "基本情况" }).waitFor();
  await discipline.says(/满意度调查/);
  await discipline.says(/红包/);
  await discipline.says(new RegExp(DOCTOR.department));
  await discipline.lastShot("clue");

  await office.choose("满意度调查");
  await office.page.getByRole("heading", { name: "按题目" }).waitFor();
  const asked = office.page.locator("section", { has: office.page.getByRole("heading", { name: "按题目" }) }).getByRole("rowheader");
  assert.deepEqual(await asked.allInnerTexts(), SCORED);
  await office.shot("results");
  assert.deepEqual(await fileOf(office, practitioner), before);
  journey.refusing("yide1");
  await office.page.goto(`${journey.of.base}${clue}`);
  await office.page.getByRole("alert").waitFor();
  assert.doesNotMatch(await office.page.locator("#content").innerText(), /红包/);
  await office.lastShot("sealed");
}

/** The addresses of the clues that the list shows. */
const clues = (discipline: Person): Promise<string[]> =>
  discipline.page
    .locator('#content td a[href^="/matters/discipline"]')
    .evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));

/** A code of the doctor's department, which is drawn for cameras and stands nowhere in letters. */
async function issued(office: Person): Promise<string> {
  await office.choose("满意度调查");
  await office.page.getByRole("tab", { name: "发放二维码" }).click();
  await office.pick(office.page.locator("form"), "科室", DOCTOR.department);
  await office.page.getByLabel("数量").fill("1");
  const made = office.page.waitForResponse((answer) => answer.url().endsWith("/conduct/surveys/codes"));
  await office.page.getByRole("button", { name: "生成二维码" }).click();
  const { codes } = (await (await made).json()) as { codes: string[] };
  await office.page.getByText("第 1 张").waitFor();
  const [code] = codes;
  assert(code !== undefined && codes.length === 1, "one code was asked for");
  return code;
}

async function answered(phone: Page): Promise<void> {
  const choose = (question: string, answer: string) =>
    phone.getByRole("radiogroup", { name: question }).getByText(answer, { exact: true }).click();
  await phone.getByText(DOCTOR.department).waitFor();
  for (const question of SCORED) {
    await choose(question, "9");
  }
  await choose(PACKET, "是");
  await choose(ELSEWHERE, "否");
}
