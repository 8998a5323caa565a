// A chief gives several leads of an institution to one auditor at once; the auditor finds them as his own.
import assert from "node:assert/strict";
import type { Journey } from "./people";

const WAITING = "待分派";
const TOGETHER = 3;

export async function assignment(journey: Journey): Promise<void> {
  const chief = await journey.person("kezhang");
  const { code: hospital } = await (await journey.person("yibaoban")).place();
  const waiting = await chief.rows("matters", { kind: "lead", stage: WAITING, size: "200" });
  const counts = new Map<string, number>();
  for (const { institution } of waiting) {
    counts.set(institution, (counts.get(institution) ?? 0) + 1);
  }
  // The hospital's own leads are other journeys' to work on.
  const [institution] = [...counts].find(([code, count]) => code !== hospital && count >= TOGETHER) ?? [];
  assert(institution !== undefined, "no institution has several leads that wait");

  await chief.visit(`/leads?stage=${WAITING}&institution=${institution}`);
  await chief.page.bringToFront();
  const boxes = chief.page.locator("tbody").getByRole("checkbox");
  await boxes.first().waitFor();
  for (let number = 0; number < TOGETHER; number += 1) {
    await boxes.nth(number).check();
  }
  await chief.shot("ticked");
  await chief.page.getByRole("button", { name: `分派（${TOGETHER}件）` }).click();
  const dialog = chief.page.getByRole("dialog", { name: "分派线索" });
  await chief.pick(dialog, "核实人", "审核员乙");
  await dialog.getByRole("button", { name: `分派${TOGETHER}件` }).click();
  await dialog.getByText(`已提交 ${TOGETHER} 件，共 ${TOGETHER} 件`).waitFor();
  await chief.shot("assigned");
  await dialog.getByRole("button", { name: "关闭" }).last().click();
  await dialog.waitFor({ state: "detached" });

  const auditor = await journey.person("shenhe2");
  const own = await auditor.rows("matters", { kind: "lead", assignee: "me", institution, size: "50" });
  assert.equal(own.length, TOGETHER);
  await auditor.visit(`/leads?assignee=me&institution=${institution}`);
  await auditor.page.locator("tbody").getByText("核实中").first().waitFor();
  await auditor.lastShot("own");
}
