// The year of a doctor: he reviews himself, his department scores, the office drafts, the committee decides,
// the result is published, objected to and answered. Then a veto makes him poor, and an appeal that another
// leader answers lifts it. The publicity lasts five working days, so that the result of a journey of one day
// cannot become final: nobody is offered to conclude it. How a year ends is another journey, `year`.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { newcomer } from "./accounts";
import { DOCTOR, fileOf, met, ranked } from "./conductYear";
import type { Journey } from "./people";

export async function cycle(journey: Journey): Promise<void> {
  const doctor = await journey.person("yisheng");
  const { code: hospital, practitioner } = await doctor.place();
  await assessed(journey, practitioner);
  await vetoed(journey, hospital, practitioner);
}

/** From the doctor's own words to the publicity, in which somebody objects. */
async function assessed(journey: Journey, practitioner: string): Promise<void> {
  const doctor = await journey.person("yisheng");
  await doctor.choose("我的医德档案");
  const own = doctor.page.getByRole("row").filter({ hasText: "年度考评" }).filter({ hasText: "自我评价" });
  await own.getByRole("link").click();
  await doctor.page.getByRole("tab", { name: "案情" }).waitFor();
  const matter = doctor.matter();
  await doctor.does("自我评价", async (form) => {
    await form.getByLabel("自评文字").fill("本年度遵守行业纪律，无投诉，参加义诊两次");
    await scored(form);
  });
  await doctor.sees("科室评价");
  await doctor.shot("self");

  const head = await journey.person("kezhuren");
  await head.open(matter);
  await head.does("科室评价", async (form) => {
    await form.getByLabel("科室意见").fill("表现良好，同意自评");
    await scored(form);
    for (const member of ["科主任", "医师乙", "医师丙"]) {
      await head.pick(form, "考评小组", new RegExp(`^${member}（`), member);
    }
    await head.attach(form);
    await head.shot("department");
  });
  await head.sees("行风办拟定");

  const office = await journey.person("yide1");
  await office.open(matter);
  await office.does("拟定等次", async (form) => {
    await form.getByText(/按方案计算：得分/).waitFor();
    await form.getByLabel("单位意见").fill("按方案计分，同意科室意见");
    await office.shot("drafting");
  });
  await office.sees("委员会审定");
  const director = await journey.person("yuanzhang");
  await director.open(matter);
  await director.does("审定等次", (form) => form.getByLabel("会议纪要编号").fill("医德考评委员会纪要〔演示〕9号"));
  await director.sees("待公示");
  await office.open(matter);
  await office.does("公示", (form) => form.getByLabel("公示地点和反映渠道").fill("门诊大厅公示栏；监督电话见公示"));
  await office.sees("公示中");

  await head.open(matter);
  await head.does("提出异议", (form) => form.getByLabel("异议理由").fill("加分依据的义诊次数与科室记录不一致"));
  await office.open(matter);
  await office.says(/未答复的异议\s*1/);
  assert.doesNotMatch(await office.page.locator("#content").innerText(), /确定结果/);
  await office.shot("objected");

  const discipline = await journey.person("jijian");
  await discipline.open(matter);
  await discipline.does("答复异议", async (form) => {
    await discipline.pick(form, "异议", "加分依据");
    await form.getByLabel("异议答复").fill("经核对签到表，次数无误，异议不予采纳");
  });
  await discipline.sees("公示中");
  assert.doesNotMatch(await discipline.page.locator("#content").innerText(), /未答复的异议/);
  await discipline.shot("answered");
  await ranked(office, [practitioner]);
}

/** From the candidate to the veto in force, and to its end on appeal. */
async function vetoed(journey: Journey, hospital: string, practitioner: string): Promise<void> {
  const office = await journey.person("yide1");
  const before = await fileOf(office, practitioner);
  assert.doesNotMatch(before.grade, /一票否决/);
  const discipline = await journey.person("jijian");
  await discipline.choose("一票否决");
  await discipline.does("提出一票否决候选", async (form) => {
    await form.getByLabel("人员编号").fill(practitioner);
    await form.getByLabel("姓名").fill(DOCTOR.name);
    await form.getByLabel("科室").fill(DOCTOR.department);
    await discipline.pick(form, "账号", /^医师（/, "医师");
    await discipline.pick(form, "由来", "行为事件");
    await form.getByLabel("事件编号").fill("纪检核查〔演示〕9号");
    await form.getByLabel("认定的行为编码").fill("X02");
  });
  await discipline.sees("待准备材料");
  const veto = discipline.matter();
  await office.open(veto);
  await office.does("准备认定材料", async (form) => {
    await form.getByLabel("否决情形").fill("X02");
    await form.getByLabel("事实").fill("群众反映收受患者家属财物，经核查材料如下");
    await office.attach(form);
  });
  await discipline.open(veto);
  await discipline.does("核实认定材料", (form) => form.getByLabel("核实意见").fill("材料齐全"));
  const director = await journey.person("yuanzhang");
  await director.open(veto);
  await director.does("认定一票否决", (form) => met(director, form, "医德考评委员会纪要〔演示〕10号"));
  await director.sees("已生效");
  await director.shot("vetoed");

  await ranked(office, [practitioner, "较差", "一票否决"]);
  await office.shot("poor");
  const doctor = await journey.person("yisheng");
  await doctor.visit("/my-conduct");
  await doctor.page.getByText("取消资格").waitFor();
  await doctor.shot("barred");
  await doctor.open(veto);
  await doctor.does("提出申诉", (form) => form.getByLabel("申诉理由").fill("财物已于当日上交，有登记单为证"));
  await doctor.sees("申诉处理中");

  const deputy = await newcomer(journey, { login: "fuyuanzhang", name: "分管院领导", role: "机构负责人", institution: hospital });
  await deputy.open(veto);
  await deputy.does("撤销一票否决", async (form) => {
    await met(deputy, form, "医德考评委员会纪要〔演示〕11号");
    await form.getByLabel("处理意见").fill("登记单属实，原认定事实不成立，予以撤销");
  });
  await deputy.sees("已撤销");
  await deputy.shot("lifted");
  assert.deepEqual(await fileOf(office, practitioner), before);
  await ranked(office, [practitioner, before.grade]);
  await office.lastShot("restored");
}

/** Gives every item its most points. */
async function scored(form: Locator): Promise<void> {
  const help = await form.getByText(/满分\d/).first().innerText();
  const most = [...help.matchAll(/满分(\d+(?:\.\d+)?)/g)].map(([, points = ""]) => points);
  const boxes = await form.getByLabel("得分", { exact: true }).all();
  assert(boxes.length > 0 && boxes.length === most.length, `${boxes.length} boxes for ${most.length} items`);
  for (const [at, box] of boxes.entries()) {
    await box.fill(most[at] ?? "");
  }
}
