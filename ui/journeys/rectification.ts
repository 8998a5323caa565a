// A problem is ordered to be put right, proven with a file, verified by somebody else, and closed.
import assert from "node:assert/strict";
import type { Journey } from "./people";

export async function rectification(journey: Journey): Promise<void> {
  const office = await journey.person("yibaoban");
  const hospital = await office.place();
  const chief = await journey.person("kezhang");
  await chief.choose("整改销号");
  await chief.does("下达整改", async (form) => {
    await form.getByLabel("来源").fill("现场检查笔录");
    await chief.pick(form, "机构", hospital.name, hospital.code);
    await form.getByLabel("问题描述").fill("高值耗材出入库记录与收费明细不一致");
    await chief.pick(form, "整改方式", "限期整改");
    await chief.pick(form, "责任人", "科主任", "科主任");
  });
  await chief.sees("整改中");
  const matter = chief.matter();
  await chief.shot("ordered");

  await office.choose("机构待办");
  await office.page.goto(`${journey.of.base}/inbox/${encodeURIComponent(matter)}`);
  await office.page.getByLabel("整改措施").fill("已按病区核对出入库与收费，补齐记录并完善双人核对");
  await office.attach(office.page.locator("form"));
  await office.shot("proving");
  await office.page.getByRole("button", { name: "提交整改佐证" }).last().click();
  await office.page.getByRole("heading", { level: 1, name: "机构待办" }).waitFor();

  const verifier = await journey.person("shenhe1");
  await verifier.open(matter);
  await verifier.sees("待验收");
  await verifier.does("验收销号", async (form) => {
    await form.getByLabel("验收意见").fill("抽查二十份病历，记录一致");
    await form.getByLabel("销号编号").fill("销号〔2026〕1号");
  });
  await verifier.sees("已销号");
  assert.match(await verifier.page.locator("#content").innerText(), /审核员甲/);
  await verifier.lastShot("closed");
}
