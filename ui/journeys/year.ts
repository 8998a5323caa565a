// The end of a doctor's year. The working days of a publicity do not pass in a journey, so the demonstration has
// two doctors who are further: of one the publicity is over, and the committee thought less of him than his points
// say; the other is poor by a veto, against which he appeals. What is decided and what is lifted shows in the file
// of the person and in pay at once.
import assert from "node:assert/strict";
import { fileOf, met } from "./conductYear";
import type { Journey, Person } from "./people";

export async function year(journey: Journey): Promise<void> {
  await decided(journey);
  await lifted(journey);
}

/** The result becomes final, counts although the scheme says otherwise, and is changed on appeal. */
async function decided(journey: Journey): Promise<void> {
  const doctor = await journey.person("yisheng2");
  const { practitioner } = await doctor.place();
  const office = await journey.person("yide1");
  const matter = await assessmentOf(office, practitioner);
  await lookAt(office, matter);
  await office.open(matter);
  await office.does("确定结果");
  await office.sees("已确定");
  await office.shot("concluded");
  const final = await fileOf(office, practitioner);
  assert.match(final.grade, /一般/);
  await office.says(/考评委员会审定（.*），按方案计算为/);
  await office.shot("decided");
  const personnel = await journey.person("renshi");
  await lookAt(personnel, matter);
  const less = await coefficientOf(personnel, practitioner);
  assert.equal(less, "0.8");
  await personnel.shot("pay");

  await doctor.open(matter);
  await doctor.does("提出申诉", (form) => form.getByLabel("申诉理由").fill("带教和交接班均有记录，请复核"));
  await doctor.sees("申诉处理中");
  const discipline = await journey.person("jijian");
  await discipline.open(matter);
  await discipline.does("变更考评结果", (form) => form.getByLabel("处理意见").fill("经核对记录，按方案计算的等次成立"));
  await discipline.sees("已确定");
  const changed = await fileOf(office, practitioner);
  assert.equal(changed.score, final.score);
  assert.doesNotMatch(changed.grade, /一般|较差/);
  await office.says(/申诉处理变更/);
  await office.shot("changed");
  assert(Number(await coefficientOf(personnel, practitioner)) > Number(less));
}

/** The veto is lifted by somebody else than who decided it; grade and pay follow, and the result is settled anew. */
async function lifted(journey: Journey): Promise<void> {
  const doctor = await journey.person("yisheng3");
  const { practitioner } = await doctor.place();
  const office = await journey.person("yide1");
  const personnel = await journey.person("renshi");
  const matter = await assessmentOf(office, practitioner);
  const poor = await fileOf(office, practitioner);
  assert.match(poor.grade, /较差.*一票否决/s);
  assert.equal(await coefficientOf(personnel, practitioner), "0");
  await lookAt(doctor, matter);
  await doctor.visit("/my-conduct");
  await doctor.page.getByText("取消资格").first().waitFor();
  await doctor.shot("barred");

  const director = await journey.person("yuanzhang");
  const veto = await director.first("veto", "申诉处理中");
  await director.open(veto);
  assert.doesNotMatch(await director.page.locator("#content").innerText(), /撤销一票否决/);
  const deputy = await journey.person("yuanzhang2");
  await deputy.open(veto);
  await deputy.does("撤销一票否决", async (form) => {
    await met(deputy, form, "医德考评委员会纪要〔演示〕12号");
    await form.getByLabel("处理意见").fill("登记单属实，原认定事实不成立，予以撤销");
  });
  await deputy.sees("已撤销");
  await deputy.shot("lifted");
  const free = await fileOf(office, practitioner);
  assert.equal(free.score, poor.score);
  assert.doesNotMatch(free.grade, /较差|一票否决/);
  await office.shot("free");
  assert(Number(await coefficientOf(personnel, practitioner)) > 0);

  const discipline = await journey.person("jijian");
  await discipline.open(matter);
  await discipline.does("变更考评结果", (form) => form.getByLabel("处理意见").fill("一票否决已撤销，按方案计算更正等次"));
  await discipline.sees("已确定");
  assert.deepEqual(await fileOf(office, practitioner), free);
  await office.says(/申诉处理变更/);
  await office.lastShot("settled");
}

/** The assessment of a person. */
async function assessmentOf(office: Person, practitioner: string): Promise<string> {
  const [row] = await office.rows("matters", { kind: "assessment", practitioner, size: "1" });
  assert(row !== undefined, `${practitioner} is assessed`);
  return row.id;
}

/** From now on the pages of this person are of the year that the assessment is of. */
async function lookAt(person: Person, matter: string): Promise<void> {
  const year = /-(\d{4})-/.exec(matter)?.[1];
  assert(year !== undefined, `${matter} names its year`);
  await person.page.evaluate((of) => {
    sessionStorage.setItem("mingjing.year", of);
  }, year);
}

/** What the grade of the person makes of his pay, beside a colleague who is paid in any case. */
async function coefficientOf(personnel: Person, practitioner: string): Promise<string> {
  await personnel.visit("/performance");
  await personnel.page.getByLabel("分配总额（元）").fill("1000");
  await personnel.page.getByLabel("业务得分").fill(`${practitioner}\t100\nMJ001\t100`);
  await personnel.page.getByRole("button", { name: /核\s*算/ }).click();
  const row = personnel.page.getByRole("row").filter({ hasText: practitioner });
  return (await row.getByRole("cell").nth(5).innerText()).trim();
}
