// People at their desks: each in a browser of his own, working by what a screen reader names.
import assert from "node:assert/strict";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import type { Demonstration } from "./program";

const SHOTS = "journeys/shots";
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 1024, height: 768 };
const PHONE = { width: 390, height: 844 };

/** Whose browser it is that nobody is logged in with. */
export const TELEPHONE = "telephone";

/** A small file that is taken for a PDF. */
export const PDF = {
  name: "病程记录.pdf",
  mimeType: "application/pdf",
  buffer: Buffer.from("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"),
};

interface Row {
  id: string;
  key: string;
  amount: string;
  certainty: number;
  institution: string;
}

/** Somebody at his desk, logged in but where he stands at the door. */
export class Person {
  private constructor(
    readonly page: Page,
    private readonly journey: Journey,
  ) {}

  /** Before a page that wants to know who one is. */
  static async atDoor(journey: Journey, context: BrowserContext, login: string, path: string): Promise<Person> {
    const page = await context.newPage();
    journey.watch(page, login);
    await page.goto(`${journey.of.base}${path}`);
    return new Person(page, journey);
  }

  /** At the door; afterwards the menu stands. A password that was handed out is changed to that of all others. */
  async logIn(login: string, handedOut?: string): Promise<void> {
    const { password } = this.journey.of;
    await this.page.getByLabel("账号").fill(login);
    await this.page.getByRole("textbox", { name: "密码" }).fill(handedOut ?? password);
    await this.page.keyboard.press("Enter");
    if (handedOut !== undefined) {
      await this.page.getByRole("textbox", { name: "当前密码" }).fill(handedOut);
      await this.page.getByRole("textbox", { name: /^(\* )?新密码$/ }).fill(password);
      await this.page.getByRole("textbox", { name: "再次输入新密码" }).fill(password);
      await this.page.keyboard.press("Enter");
    }
    await this.menu.waitFor();
  }

  get menu(): Locator {
    return this.page.getByRole("navigation", { name: "主菜单" });
  }

  async choose(entry: string): Promise<void> {
    await this.menu.getByRole("link", { name: entry, exact: true }).click();
    await this.page.getByRole("heading", { level: 1, name: entry }).waitFor();
  }

  /** Opens a matter by its address, as from a link in a message. */
  async open(id: string): Promise<void> {
    await this.page.goto(`${this.journey.of.base}/matters/${encodeURIComponent(id)}`);
    await this.page.getByRole("tab", { name: "案情" }).waitFor();
  }

  /** The matter that is open. */
  matter(): string {
    return decodeURIComponent(new URL(this.page.url()).pathname.split("/").at(-1) ?? "");
  }

  /** Opens a page by its address. */
  async visit(path: string): Promise<void> {
    await this.page.goto(`${this.journey.of.base}${path}`);
    await this.page.getByRole("heading", { level: 1 }).waitFor();
  }

  /** What the page says, without the menu. */
  async says(what: RegExp): Promise<void> {
    assert.match(await this.page.locator("#content").innerText(), what);
  }

  /** Opens what a background job brings about, as soon as it is there. */
  async arrives(id: string): Promise<void> {
    const path = `${this.journey.of.base}/api/v1/matters/${encodeURIComponent(id)}`;
    for (let tries = 0; tries < 40 && !(await this.page.request.get(path)).ok(); tries += 1) {
      await this.page.waitForTimeout(500);
    }
    await this.open(id);
  }

  /** The four amounts of the matter that is open. */
  async shows(figures: Record<string, RegExp>): Promise<void> {
    const strip = this.page.locator("section", { has: this.page.getByRole("heading", { name: "金额", exact: true }) });
    for (const [name, amount] of Object.entries(figures)) {
      const value = strip.locator("dl > div", { has: this.page.locator("dt", { hasText: name }) }).locator("dd");
      assert.match(await value.innerText(), amount, name);
    }
  }

  /** The same page once it says that the matter is at this stage; loads anew what a job brings about. */
  async sees(stage: string): Promise<void> {
    const tag = this.page.locator(".ant-tag", { hasText: new RegExp(`^${stage}$`) });
    for (let tries = 0; tries < 10 && (await tag.count()) === 0; tries += 1) {
      await this.page.waitForTimeout(500);
      await this.page.reload();
      await this.page.getByRole("tab", { name: "案情" }).waitFor();
    }
    await tag.first().waitFor();
  }

  /**
   * One of the buttons, or one of the things behind “其他办理” and “由本件发起”. What may be done is read anew after
   * each deed: what was there a moment ago may stand elsewhere now.
   */
  async start(name: string): Promise<Locator> {
    const dialog = this.page.getByRole("dialog", { name });
    for (let tries = 0; tries < 5; tries += 1) {
      if (await this.begins(name)) {
        await dialog.waitFor();
        return dialog;
      }
      await this.page.keyboard.press("Escape");
      await this.page.waitForTimeout(500);
    }
    return assert.fail(`nothing on this page is called ${name}`);
  }

  private async begins(name: string): Promise<boolean> {
    const clicked = (what: Locator) => what.click({ timeout: 2_000 }).then(() => true, () => false);
    // A reader names the icon of a button before its word.
    const button = this.page.getByRole("button", { name: new RegExp(`(^| )${name}$`) });
    const more = this.page.getByRole("button", { name: /其他办理|由本件发起/ });
    await button.or(more).first().waitFor();
    if ((await button.count()) > 0) {
      return clicked(button.first());
    }
    for (const menu of await more.all()) {
      const item = this.page.getByRole("menuitem", { name, exact: true }).filter({ visible: true });
      if ((await clicked(menu)) && (await clicked(item.first()))) {
        return true;
      }
      await this.page.keyboard.press("Escape");
    }
    return false;
  }

  /** Fills the form of what is begun, and submits it. */
  async does(name: string, fill: (form: Locator) => Promise<unknown> = () => Promise.resolve()): Promise<void> {
    const dialog = await this.start(name);
    await fill(dialog);
    await this.submit(dialog);
  }

  async submit(dialog: Locator): Promise<void> {
    await dialog.getByRole("button", { name: "提交" }).click();
    await dialog.waitFor({ state: "detached" }).catch(async (thrown: unknown) => {
      const said = await dialog.locator("[role=alert], .ant-form-item-explain-error").allInnerTexts();
      throw new Error(`the form was refused: ${said.join(" ")}`, { cause: thrown });
    });
  }

  /** One of the choices of a list in a form. */
  async pick(form: Locator, label: string, choice: string | RegExp, typed?: string): Promise<void> {
    const box = form.getByLabel(label, { exact: true }).last();
    await box.click();
    if (typed !== undefined) {
      await box.fill(typed);
    }
    await this.page.locator(".ant-select-dropdown:visible .ant-select-item-option", { hasText: choice }).first().click();
  }

  /** A day typed into its box. */
  async day(form: Locator, label: string, day: string): Promise<void> {
    const box = form.getByLabel(label, { exact: true });
    await box.fill(day);
    await box.press("Enter");
  }

  async attach(form: Locator): Promise<void> {
    await form.locator("input[type=file]").first().setInputFiles(PDF);
    await form.getByText(PDF.name).first().waitFor();
  }

  /** What a list of the interface says, through this person's session. */
  async rows(list: string, query: Record<string, string>): Promise<Row[]> {
    const answer = await this.page.request.get(`${this.journey.of.base}/api/v1/${list}`, { params: query });
    assert(answer.ok(), await answer.text());
    return ((await answer.json()) as { rows: Row[] }).rows;
  }

  /** A matter of a kind that is at a stage, the latest. */
  async first(kind: string, stage: string): Promise<string> {
    const [row] = await this.rows("matters", { kind, stage, size: "1" });
    assert(row !== undefined, `no ${kind} is at ${stage}`);
    return row.id;
  }

  /** What the session says of who this is and where. */
  async place(): Promise<{ code: string; name: string; practitioner: string }> {
    const answer = await this.page.request.get(`${this.journey.of.base}/api/v1/me`);
    const { grants } = (await answer.json()) as { grants: { place: string; place_name: string; practitioner?: string }[] };
    const [grant] = grants;
    assert(grant !== undefined, "nothing is granted");
    return { code: grant.place, name: grant.place_name, practitioner: grant.practitioner ?? "" };
  }

  async shot(station: string): Promise<void> {
    await this.settle();
    await this.page.screenshot({ path: `${SHOTS}/${this.journey.name}-${this.journey.next()}-${station}.png` });
  }

  /** The last station of a journey, at both sizes. */
  async lastShot(station: string): Promise<void> {
    await this.shot(station);
    await this.page.setViewportSize(NARROW);
    await this.settle();
    await this.page.screenshot({ path: `${SHOTS}/${this.journey.name}-${station}-1024.png` });
  }

  private async settle(): Promise<void> {
    await this.page.waitForFunction(() => document.querySelector(".ant-skeleton-active, .ant-spin-spinning, .ant-message-notice") === null);
  }
}

/** One journey: who takes part in it, and what went wrong in their browsers. */
export class Journey {
  readonly wrong: string[] = [];
  private readonly contexts: BrowserContext[] = [];
  private readonly people = new Map<string, Person>();
  private readonly refused = new Set<string>();
  private stations = 0;

  constructor(
    readonly name: string,
    readonly of: Demonstration,
    private readonly browser: Browser,
  ) {}

  /** Somebody at his desk, who stays logged in for the whole journey; a new account with the password it was handed. */
  async person(login: string, handedOut?: string): Promise<Person> {
    const known = this.people.get(login);
    if (known !== undefined) {
      await known.page.bringToFront();
      return known;
    }
    const person = await this.atDoor(login, "/login");
    await person.logIn(login, handedOut);
    return person;
  }

  /** Somebody who is not logged in yet and opens a page. */
  async atDoor(login: string, path: string): Promise<Person> {
    const person = await Person.atDoor(this, await this.context(WIDE), login, path);
    this.people.set(login, person);
    return person;
  }

  /** The telephone of somebody who has no account. */
  async telephone(): Promise<Page> {
    const page = await (await this.context(PHONE)).newPage();
    this.watch(page, TELEPHONE);
    return page;
  }

  private async context(viewport: { width: number; height: number }): Promise<BrowserContext> {
    const context = await this.browser.newContext({ viewport, locale: "zh-CN", colorScheme: "light" });
    context.setDefaultTimeout(20_000);
    this.contexts.push(context);
    return context;
  }

  next(): number {
    this.stations += 1;
    return this.stations;
  }

  /** From now on this person is refused on purpose: the browser's notes of it are no errors. */
  refusing(login: string): void {
    this.refused.add(login);
  }

  /** Collects errors of a page; that the first question who one is is answered with 401 is none. */
  watch(page: Page, login: string): void {
    page.on("pageerror", (error) => this.wrong.push(`${login}: ${error.message}`));
    page.on("console", (message) => {
      const door = message.text().includes("401") && message.location().url.endsWith("/api/v1/me");
      const meant = this.refused.has(login) && message.text().startsWith("Failed to load resource");
      if (message.type() === "error" && !door && !meant) {
        this.wrong.push(`${login}: ${message.text()} (${message.location().url})`);
      }
    });
  }

  /** What every browser of the journey shows now, to see why it did not arrive. */
  async failed(): Promise<void> {
    for (const [login, { page }] of this.people) {
      await page.screenshot({ path: `${SHOTS}/failed-${this.name}-${login}.png` }).catch(() => undefined);
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.contexts.map((context) => context.close()));
  }
}
