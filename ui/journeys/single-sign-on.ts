// The first sign-in by single sign-on, on new books: an administrator sets up who there is, somebody comes by the
// provider of identities before his account is linked and is told so, and once it is linked he comes to the page
// that he wanted, without ever having used his first password.
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { propose, sign } from "./accounts";
import { Provider } from "./identities";
import type { Journey, Person } from "./people";
import { install, type Demonstration } from "./program";

const PROVIDER = "虚构县统一身份认证";
const BUREAU = { code: "YBJ-990199", name: "虚构县医疗保障局", division: "990199" };
const CHIEF = { login: "kezhang", name: "科长（虚构）", role: "基金监管科长", institution: BUREAU.division };
const SUBJECT = "0f3c7a52-kezhang";

/** A service that knows the provider, and the journey on it. */
export async function singleSignOn(program: string): Promise<{ of: Demonstration; walk: (journey: Journey) => Promise<void> }> {
  const client = { id: "mingjing", secret: randomBytes(24).toString("base64url") };
  const provider = await Provider.open([{ subject: SUBJECT, name: CHIEF.name }], client);
  try {
    const { login, handedOut, ...of } = await install(program, async (base, data) => {
      const secret = join(data, "sso-secret");
      await writeFile(secret, client.secret, { mode: 0o600 });
      return [
        "[single_sign_on]",
        ...Object.entries({
          name: PROVIDER,
          issuer: provider.issuer,
          client_id: client.id,
          client_secret: `file:${secret}`,
          origin: base,
        }).map(([name, value]) => `${name} = ${JSON.stringify(value)}`),
      ].join("\n");
    });
    const stop = async () => {
      await of.stop();
      await provider.close();
    };
    return { of: { ...of, stop }, walk: (journey) => firstSignIn(journey, { login, handedOut }) };
  } catch (thrown) {
    await provider.close();
    throw thrown;
  }
}

async function firstSignIn(journey: Journey, { login, handedOut }: { login: string; handedOut: string }): Promise<void> {
  const administrator = await journey.person(login, handedOut);
  await register(administrator);
  // The first auditor of security has his role at once: nobody could sign it.
  const auditorsPassword = await propose(administrator, { login: "anquan", name: "安全审计员（虚构）", role: "安全审计员" });
  const auditor = await journey.person("anquan", auditorsPassword);
  await propose(administrator, CHIEF);
  await sign(auditor, `（${CHIEF.login}）`);

  const chief = await journey.atDoor(CHIEF.login, "/leads");
  await byProvider(chief);
  await chief.page.getByText("您的统一身份还没有关联本系统的账号").waitFor();
  await chief.shot("unknown");

  await administrator.visit(`/users?q=${CHIEF.login}`);
  const row = administrator.page.getByRole("row").filter({ has: administrator.page.getByRole("cell", { name: CHIEF.login, exact: true }) });
  await row.getByRole("button", { name: "关联统一身份" }).click();
  const linking = administrator.page.getByRole("dialog", { name: `关联统一身份：${CHIEF.name}` });
  await linking.getByLabel("用户标识（sub）").fill(SUBJECT);
  await linking.getByRole("button", { name: "关联统一身份" }).click();
  await linking.waitFor({ state: "detached" });
  await row.getByText(SUBJECT).waitFor();
  await administrator.shot("linked");

  await chief.page.goto(`${journey.of.base}/leads`);
  await byProvider(chief);
  await chief.menu.waitFor();
  await chief.page.getByRole("heading", { level: 1, name: "线索" }).waitFor();
  await chief.lastShot("in");

  await auditor.visit("/trail?deed=refuse");
  await auditor.page.locator("tbody").getByText("统一身份没有关联账号").waitFor();
  await auditor.visit("/trail?deed=sign-in");
  await auditor.page.locator("tbody").getByText("统一身份", { exact: true }).waitFor();
  await auditor.lastShot("recorded");
}

/** From our door to the provider's page, where he says who he is, and back. */
async function byProvider({ page }: Person): Promise<void> {
  await page.getByRole("link", { name: `${PROVIDER}登录` }).click();
  await page.getByRole("heading", { name: "统一身份认证（虚构）" }).waitFor();
  await page.getByRole("link", { name: CHIEF.name }).click();
}

/** The bureau whose people there are. */
async function register(administrator: Person): Promise<void> {
  await administrator.choose("机构目录与接入");
  await administrator.page.getByRole("button", { name: "登记机构" }).click();
  const form = administrator.page.getByRole("dialog", { name: "登记机构" });
  await administrator.pick(form, "类别", /^医保局$/);
  await form.getByLabel("编号").fill(BUREAU.code);
  await form.getByLabel("名称").fill(BUREAU.name);
  await form.getByLabel("医保区划").fill(BUREAU.division);
  await form.getByRole("button", { name: /保\s*存/ }).click();
  await form.waitFor({ state: "detached" });
}
