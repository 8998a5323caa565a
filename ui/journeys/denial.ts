// Who may not, cannot: an administrator has no business menu, a page typed by hand says what happened
// and what to do; a session that was ended elsewhere leads to the door and back.
import assert from "node:assert/strict";
import type { Journey } from "./people";

const BUSINESS = ["基金监管总览", "机构待办", "稽核队列", "线索", "审核与申诉", "全部事项", "行政处罚案件", "基金追回", "医师记分"];

export async function denial(journey: Journey): Promise<void> {
  const administrator = await journey.person("xitong");
  await administrator.menu.getByRole("link", { name: "用户与授权" }).waitFor();
  for (const entry of BUSINESS) {
    assert.equal(await administrator.menu.getByRole("link", { name: entry, exact: true }).count(), 0, entry);
  }
  await administrator.shot("menu");
  journey.refusing("xitong");
  for (const path of ["/leads", "/matters/review%2F00000000000000000000000000000000", "/dashboard"]) {
    await administrator.page.goto(`${journey.of.base}${path}`);
    const told = administrator.page.getByRole("alert").or(administrator.page.getByRole("heading", { name: "当前身份不能查看这个页面" })).first();
    await told.waitFor();
    assert.match(await administrator.page.locator("#content").innerText(), /请/, `${path} says what to do`);
  }
  await administrator.lastShot("refused");

  const auditor = await journey.person("shenhe1");
  await auditor.choose("线索");
  await auditor.shot("before");
  journey.refusing("shenhe1");
  const { csrf } = (await (await auditor.page.request.get(`${journey.of.base}/api/v1/me`)).json()) as { csrf: string };
  await auditor.page.request.delete(`${journey.of.base}/api/v1/session`, { headers: { "x-csrf-token": csrf } });
  await auditor.page.getByRole("button", { name: "刷新" }).click();
  await auditor.page.getByLabel("账号").waitFor();
  await auditor.shot("door");
  await auditor.logIn("shenhe1");
  await auditor.page.getByRole("heading", { level: 1, name: "线索" }).waitFor();
  await auditor.lastShot("back");
}
