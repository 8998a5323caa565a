// What the year of conduct says of one person, as the ethics office sees it.
import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Person } from "./people";

/** The doctor who has an account, as the list of staff has him. */
export const DOCTOR = { name: "虚甲子", department: "明镜县人民医院病区" };

interface Standing {
  score: string;
  grade: string;
}

/** Opens the person's file; gives the score of the year and the grade with its veto. */
export async function fileOf(office: Person, code: string): Promise<Standing> {
  await office.visit(`/conduct/people/${encodeURIComponent(code)}`);
  const sheet = office.page.locator("section", { has: office.page.getByRole("heading", { name: "评分", exact: true }) });
  const score = sheet.locator("dl > div", { has: office.page.locator("dt", { hasText: "得分" }) }).locator("dd");
  const grade = await sheet.locator(".ant-tag").allInnerTexts();
  return { score: await score.innerText(), grade: grade.join(" ") };
}

/** Opens the list of the year with one person in it, whose row says all of this. */
export async function ranked(office: Person, says: readonly string[]): Promise<void> {
  await office.visit(`/conduct?tab=people&q=${encodeURIComponent(DOCTOR.name)}`);
  const row = office.page.getByRole("row").filter({ has: office.page.getByRole("link", { name: DOCTOR.name, exact: true }) });
  const text = await row.innerText();
  says.forEach((one) => {
    assert(text.includes(one), `${text} says ${one}`);
  });
}

/** What a meeting of the committee leaves: the number of its minutes, and the minutes. */
export async function met(leader: Person, form: Locator, minutes: string): Promise<void> {
  await form.getByLabel("会议纪要编号").fill(minutes);
  await leader.attach(form);
}
