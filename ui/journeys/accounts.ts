// A further account: made by the administrator, its role signed by the auditor of security, let in with the
// password that it was handed.
import type { Journey, Person } from "./people";

export interface Newcomer {
  login: string;
  name: string;
  role: string;
  /** The institution or the bureau, as the list of places says it; none for who keeps the whole system. */
  institution?: string;
}

/** What is shown this once, noted and closed. */
async function shownOnce({ page }: Person, name: string): Promise<string> {
  const once = page.getByRole("dialog", { name });
  const secret = await once.locator("code").innerText();
  // While the dialog still grows, a click may be lost.
  await once.evaluate(async (dialog) => {
    await Promise.allSettled(dialog.getAnimations({ subtree: true }).map((growing) => growing.finished));
  });
  await once.getByRole("button", { name: "已记下，关闭" }).click();
  await once.waitFor({ state: "detached" });
  return secret;
}

/** Makes the account and proposes its role; answers the password that it is handed. */
export async function propose(administrator: Person, { login, name, role, institution }: Newcomer): Promise<string> {
  const { page } = administrator;
  await administrator.choose("用户与授权");
  await page.getByRole("button", { name: "新建用户" }).click();
  const making = page.getByRole("dialog", { name: "新建用户" });
  await making.getByLabel("登录名").fill(login);
  await making.getByLabel("姓名").fill(name);
  await making.getByRole("button", { name: /建\s*立/ }).click();
  const handedOut = await shownOnce(administrator, "一次性密码");

  const row = page.getByRole("row").filter({ has: page.getByRole("cell", { name: login, exact: true }) });
  await page.getByPlaceholder("登录名或姓名").fill(login);
  await page.keyboard.press("Enter");
  await row.getByRole("button", { name: "提请授权" }).click();
  const granting = page.getByRole("dialog", { name: `提请授权：${name}` });
  await administrator.pick(granting, "角色", new RegExp(`^${role}$`), role);
  if (institution !== undefined) {
    await administrator.pick(granting, "所在机构", institution, institution);
  }
  await granting.getByRole("button", { name: "提请授权" }).click();
  await granting.waitFor({ state: "detached" });
  await administrator.shot("account");
  return handedOut;
}

/** Proposes a key for a program, with a role at a place; answers the key, which is shown this once. */
export async function proposeKey(administrator: Person, { program, role, place }: { program: string; role: string; place: string }): Promise<string> {
  const { page } = administrator;
  await administrator.choose("用户与授权");
  await page.getByRole("tab", { name: "接口密钥" }).click();
  await page.getByRole("button", { name: "提请密钥" }).click();
  const making = page.getByRole("dialog", { name: "提请密钥" });
  await making.getByLabel("使用的系统").fill(program);
  await administrator.pick(making, "角色", new RegExp(`^${role}$`), role);
  await administrator.pick(making, "所在机构", place, place);
  await making.getByRole("button", { name: "提请密钥" }).click();
  return shownOnce(administrator, "接口密钥");
}

/** Signs the latest proposal whose row says this. */
export async function sign(auditor: Person, said: string): Promise<void> {
  // Anew: he may have the list before him since before it was proposed.
  await auditor.visit("/co-signing");
  const proposal = auditor.page.getByRole("row").filter({ hasText: said }).first();
  await proposal.getByRole("button", { name: /^会\s*签$/ }).click();
  await auditor.page.getByRole("tooltip").getByRole("button", { name: /确\s*定/ }).click();
  await proposal.getByText("已会签").waitFor();
}

/** Makes the account with its role, and lets its holder in. */
export async function newcomer(journey: Journey, wanted: Newcomer): Promise<Person> {
  const handedOut = await propose(await journey.person("xitong"), wanted);
  await sign(await journey.person("anquan"), `（${wanted.login}）`);
  return journey.person(wanted.login, handedOut);
}
