// Rights take two: the administrator proposes a role for a person and keys for two programs, the auditor of
// security signs one key and refuses the rest with a reason. The signed key answers until it is stopped, the
// refused one never does.
import assert from "node:assert/strict";
import { propose, proposeKey, sign } from "./accounts";
import type { Journey, Person } from "./people";

const ROLE = "经办机构审核员";
const SIGNED = "县医保核心系统（演示）";
const REFUSED = "外部统计平台（演示）";
const NEWCOMER = { login: "jihe-shenqing", name: "稽核申请人", role: ROLE };
const WHY_NOT_KEY = "没有数据共享协议";
const WHY_NOT_ROLE = "岗位不符";

/** Refuses the latest proposal whose row says this. */
async function refuse(auditor: Person, said: string, reason: string): Promise<void> {
  const proposal = auditor.page.getByRole("row").filter({ hasText: said }).first();
  await proposal.getByRole("button", { name: "不予会签" }).click();
  const dialog = auditor.page.getByRole("dialog", { name: /^不予会签：/ });
  await dialog.getByLabel("理由").fill(reason);
  await dialog.getByRole("button", { name: "不予会签" }).click();
  await dialog.waitFor({ state: "detached" });
  await proposal.getByText(reason).waitFor();
}

export async function coSigning(journey: Journey): Promise<void> {
  /** What a program that holds the key is answered. */
  const answered = async (key: string) => {
    const answer = await fetch(`${journey.of.base}/api/v1/findings/totals`, { headers: { authorization: `Bearer ${key}` } });
    const { code = "" } = (await answer.json()) as { code?: string };
    return `${String(answer.status)} ${code}`.trim();
  };
  const { code: division } = await (await journey.person("shenhe1")).place();
  const administrator = await journey.person("xitong");
  await propose(administrator, { ...NEWCOMER, institution: division });
  const signed = await proposeKey(administrator, { program: SIGNED, role: ROLE, place: division });
  const refused = await proposeKey(administrator, { program: REFUSED, role: ROLE, place: division });
  await administrator.page.getByText("个密钥待会签，会签前不能使用").waitFor();
  for (const key of [signed, refused]) {
    assert.equal(await answered(key), "401 WB-KEY", "nothing is signed yet");
  }
  await administrator.shot("proposed");

  const auditor = await journey.person("anquan");
  await sign(auditor, `${SIGNED}（接口密钥）`);
  await refuse(auditor, `${REFUSED}（接口密钥）`, WHY_NOT_KEY);
  await refuse(auditor, `（${NEWCOMER.login}）`, WHY_NOT_ROLE);
  await auditor.shot("decided");
  assert.equal(await answered(signed), "200");
  assert.equal(await answered(refused), "401 WB-KEY");

  await administrator.visit("/co-signing");
  for (const [said, state] of [
    [`${SIGNED}（接口密钥）`, /已会签 安全审计员/],
    [`${REFUSED}（接口密钥）`, new RegExp(`不予会签 安全审计员[^]*${WHY_NOT_KEY}`)],
    [`（${NEWCOMER.login}）`, new RegExp(`不予会签 安全审计员[^]*${WHY_NOT_ROLE}`)],
  ] as const) {
    const row = administrator.page.getByRole("row").filter({ hasText: said }).first();
    await row.getByText(/^(已会签|不予会签)/).first().waitFor();
    assert.match(await row.innerText(), state, said);
  }
  await administrator.shot("told");

  await administrator.visit("/users");
  await administrator.page.getByPlaceholder("登录名或姓名").fill(NEWCOMER.login);
  await administrator.page.keyboard.press("Enter");
  await administrator.page.getByRole("row").filter({ hasText: NEWCOMER.login }).getByText("未授权，不能办理业务").waitFor();
  await administrator.page.getByRole("tab", { name: "接口密钥" }).click();
  const key = administrator.page.getByRole("row").filter({ hasText: SIGNED }).filter({ hasText: "有效" });
  await key.waitFor();
  assert.equal(await administrator.page.getByRole("row").filter({ hasText: REFUSED }).count(), 0);
  await key.getByRole("button", { name: /停\s*用/ }).click();
  await administrator.page.getByRole("tooltip").getByRole("button", { name: /确\s*定/ }).click();
  await key.waitFor({ state: "detached" });
  assert.equal(await answered(signed), "401 WB-KEY", "what is stopped answers no more");
  await administrator.lastShot("stopped");
}
