// A hospital's system asks at the order whether the examination was made elsewhere already, is reminded of
// the report of another hospital, and recognises it: the counters of the month have one more, and the fee.
import assert from "node:assert/strict";
import { proposeKey, sign } from "./accounts";
import type { Journey, Person } from "./people";

const ITEM = { code: "990000000000001", name: "演示CT平扫", fee: "180.50" };
/** The program counts days as they are in China, wherever the browser stands. */
const EAST_OF_GREENWICH_MS = 8 * 3_600_000;
const PATIENT = "演示患者902";

interface Counters {
  reminders: number;
  recognised: number;
  saved: string;
}

export async function recognition(journey: Journey): Promise<void> {
  const { code: hospital } = await (await journey.person("yibaoban")).place();
  const administrator = await journey.person("xitong");
  const auditor = await journey.person("anquan");
  const elsewhere = await another(administrator, journey.of.base, hospital);
  const own = system(journey.of.base, await issued(administrator, auditor, "医院信息系统", hospital));
  const other = system(journey.of.base, await issued(administrator, auditor, "外院影像系统", elsewhere.code));
  await administrator.lastShot("keys");

  await listed(await journey.person("xingfeng"), [hospital, elsewhere.code], elsewhere.division);
  const today = new Date(Date.now() + EAST_OF_GREENWICH_MS).toISOString().slice(0, 10);
  await other("conduct/recognition/reports/sheet?take=true", `报告编号,人员编号,项目编码,报告日期,互认标识,质量评价合格,可调阅图像\nYS${Date.now()},${PATIENT},${ITEM.code},${today},全国HR,是,是\n`);

  const office = await journey.person("yide1");
  const before = await counters(office, today.slice(0, 7));
  await office.shot("before");
  const order = {
    institution: hospital,
    order: `YZ${Date.now()}`,
    person: PATIENT,
    item: ITEM.code,
    price: ITEM.fee,
    ordered_at: today,
    department: "明镜县人民医院病区",
    doctor: "",
  };
  const { reminder } = (await own("recognition/check", order)) as { reminder?: { key: string; sentence: string; saved: string } };
  assert(reminder !== undefined, "there is a report elsewhere");
  assert.equal(reminder.saved, ITEM.fee);
  assert.match(reminder.sentence, /请予互认|可以互认/);
  await own("recognition/answers", { key: reminder.key, recognised: true });

  const after = await counters(office, today.slice(0, 7));
  assert.equal(after.reminders, before.reminders + 1);
  assert.equal(after.recognised, before.recognised + 1);
  assert.equal((Number(after.saved) - Number(before.saved)).toFixed(2), ITEM.fee);
  await office.lastShot("after");
}

/** Another hospital of the county. */
async function another(administrator: Person, base: string, hospital: string): Promise<{ code: string; division: string }> {
  const answer = await administrator.page.request.get(`${base}/api/v1/organisations`);
  const { rows } = (await answer.json()) as { rows: { code: string; kind: string; division: string }[] };
  const found = rows.find(({ kind, code }) => kind === "institution" && code !== hospital && code.startsWith("H"));
  return found ?? assert.fail("the county has one hospital only");
}

/** A key of a hospital's system, which the administrator proposes and the auditor of security signs. */
async function issued(administrator: Person, auditor: Person, program: string, hospital: string): Promise<string> {
  const key = await proposeKey(administrator, { program, role: "机构医保办", place: hospital });
  await sign(auditor, `${program}（接口密钥）`);
  return key;
}

/** The lists of the district, brought in by its health section as sheets. */
async function listed(section: Person, hospitals: readonly string[], division: string): Promise<void> {
  await section.visit("/district?tab=recognition");
  const participants = hospitals.map((code) => `${code},演示医院${code},${division},虚构省/虚构市/明镜县,二级甲等,公立,否,`);
  await imported(section, "互认机构", ["机构编号,机构名称,区划代码,所在地,机构等级,举办主体,基层机构,医共体", ...participants]);
  await imported(section, "互认项目", ["项目编码,项目名称,项目类别,互认时限", `${ITEM.code},${ITEM.name},CT,30`]);
  await section.lastShot("listed");
}

async function imported({ page }: Person, what: string, lines: readonly string[]): Promise<void> {
  await page.getByRole("button", { name: `导入${what}` }).click();
  const dialog = page.getByRole("dialog", { name: `导入${what}` });
  await dialog.locator("input[type=file]").setInputFiles({ name: `${what}.csv`, mimeType: "text/csv", buffer: Buffer.from(lines.join("\n")) });
  await dialog.getByRole("button", { name: `导入 ${lines.length - 1} 行` }).click();
  await dialog.waitFor({ state: "detached" });
}

/** What a hospital's system sends with its key: a sheet as it is, everything else as JSON. */
const system =
  (base: string, key: string) =>
  async (path: string, body: string | object): Promise<unknown> => {
    const [kind, content] = typeof body === "string" ? ["application/octet-stream", body] : ["application/json", JSON.stringify(body)];
    const answer = await fetch(`${base}/api/v1/${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": kind },
      body: content,
    });
    const said = await answer.text();
    assert(answer.ok, said);
    return said === "" ? undefined : JSON.parse(said);
  };

/** The counters of a month, as the page shows them in all. */
async function counters(office: Person, month: string): Promise<Counters> {
  await office.visit("/clinical-conduct");
  const box = office.page.getByLabel("月份");
  await box.fill(month);
  await box.press("Enter");
  await office.page.getByRole("heading", { name: "按项目" }).waitFor();
  await office.page.waitForLoadState("networkidle");
  const row = office.page.getByRole("row").filter({ has: office.page.getByRole("rowheader", { name: ITEM.name, exact: true }) });
  if ((await row.count()) === 0) {
    return { reminders: 0, recognised: 0, saved: "0" };
  }
  const [reminders = "", recognised = "", saved = ""] = await row.getByRole("cell").allInnerTexts();
  return { reminders: Number(reminders), recognised: Number(recognised), saved: saved.replaceAll(",", "") };
}
