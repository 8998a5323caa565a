// Who counts what a doctor prescribes needs a ticket: the insurance office is refused before it has one,
// then a leader and the discipline office approve it; what was asked and refused stands in the ticket and
// in the trail, and the rows stand under a watermark.
import assert from "node:assert/strict";
import type { Journey, Person } from "./people";

const PRODUCT = "维生素B1片";

export async function usage(journey: Journey): Promise<void> {
  const office = await journey.person("yibaoban");
  await office.choose("统方查询");
  await office.does("申请查询", async (form) => {
    await office.pick(form, "用途", "处方点评");
    await form.getByLabel("事由").fill("季度处方点评，抽查用量前列的医师");
    await office.pick(form, "统计到", "医师");
    await office.pick(form, "品类", "药品");
    await form.getByLabel("品种").fill(PRODUCT);
    await office.day(form, "统计起始日", FROM);
  });
  const ticket = office.matter();
  // The page has no form yet; whoever calls the address without it is refused, and the alarm is raised.
  await office.page.getByText("现在不能查询").waitFor();
  await office.says(/本申请待第一次审批/);
  assert.equal(await office.page.getByLabel("统计到").count(), 0);
  assert.equal(await called(office, ticket), 403);
  await office.lastShot("waiting");
  await office.page.setViewportSize({ width: 1440, height: 900 });

  const director = await journey.person("yuanzhang");
  await director.visit(`/usage/${encodeURIComponent(ticket)}`);
  await director.does("第一次审批", (form) => form.getByLabel("审批意见").fill("用途合法，同意"));
  const discipline = await journey.person("jijian");
  await discipline.visit(`/usage/${encodeURIComponent(ticket)}`);
  await discipline.does("第二次审批", (form) => form.getByLabel("审批意见").fill("同意，限本次点评"));
  await discipline.page.getByText("已开通", { exact: true }).first().waitFor();
  await discipline.lastShot("approved");

  const security = await journey.person("anquan");
  await security.visit("/trail?deed=refuse-usage");
  await security.page.getByRole("cell", { name: "医保办主任" }).first().waitFor();
  await security.says(/按医师统计药品用量/);
  await security.says(/拒绝用量查询/);
  await security.lastShot("trail");

  await office.page.reload();
  await asked(office);
  await office.page.getByRole("heading", { name: `申请 ${ticket} · 显示` }).waitFor();
  await office.says(new RegExp(`${ticket}-1`));
  const rows = office.page.locator("#content tbody tr.ant-table-row");
  assert((await rows.count()) > 0, "somebody has prescribed it");
  assert((await rows.first().innerText()).includes(PRODUCT));
  await office.lastShot("rows");
  await discipline.page.reload();
  await discipline.page.getByRole("tab", { name: "案情" }).click();
  await discipline.says(/第1次/);
}

const FROM = "2026-01-01";
const BEFORE = "2026-07-01";

/** Calls the address of a query past the page, in the session of the person; the status of the answer. */
async function called(person: Person, ticket: string): Promise<number> {
  const base = new URL(person.page.url()).origin;
  const { csrf } = (await (await person.page.request.get(`${base}/api/v1/me`)).json()) as { csrf: string };
  const name = encodeURIComponent(ticket.replace(/^usage-query\//, ""));
  const answer = await person.page.request.post(`${base}/api/v1/conduct/usage/${name}/runs`, {
    headers: { "x-csrf-token": csrf },
    data: { by: "prescriber", of: "drug", item: PRODUCT, from: FROM, before: BEFORE },
  });
  return answer.status();
}

/** Counts by prescriber in the tab of the ticket. */
async function asked(office: Person): Promise<void> {
  const form = office.page.locator("form");
  await office.pick(form, "统计到", "医师");
  for (const [label, day] of [["起始日期", FROM], ["截止日期（不含）", BEFORE]] as const) {
    // The return key would ask already, and every asking is written down.
    await form.getByLabel(label).fill(day);
    await form.getByLabel(label).press("Tab");
  }
  await form.getByRole("button", { name: /查\s*询/ }).click();
}
