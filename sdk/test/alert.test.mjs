// The page that a desktop HIS opens by address: three ways in, and how the result comes back.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, opened, popup } from "./page.mjs";
import { foreign, message, mingjing, until } from "./service.mjs";

const KEY = "only-for-this-test";
const WOMAN_ONLY = message("2_woman_only_drug_for_a_man");

let service, desk, engine;
before(async () => {
  service = await mingjing({ config: `[default]\nauth = "apikey"\nsecret = "${KEY}"\n` });
  desk = await foreign({
    "/": `<!doctype html><title>HIS</title><script>var told = [], origins = [], handed;
addEventListener("message", function (event) {
  if (event.data.mingjing === "ready") return event.source.postMessage(handed, event.origin);
  told.push(event.data); origins.push(event.origin);
});
function open_alert(message, key) {
  handed = { mingjing: "check", message: message, apikey: key, budget_ms: 3000 };
  window.open("${service.address}/sdk/alert.html");
}</script>`,
  });
  engine = await browser();
});
after(async () => {
  await engine?.close();
  for (const one of [desk, service]) await one?.stop();
});

/** What a browser control offers its page. */
function host() {
  window.told = [];
  Object.defineProperty(window, "external", { value: { mingjingDone: (text) => told.push(["external", text]) } });
  window.chrome = { webview: { postMessage: (text) => told.push(["webview", text]) } };
}

const result = (page) =>
  page
    .waitForFunction(() => window.mingjingResult)
    .then((handle) => handle.jsonValue())
    .then(JSON.parse);

test("the program calls a function of the page and is told in its own ways", async () => {
  const page = await opened(engine, `${service.address}/sdk/alert.html?lang=zh-CN&budget_ms=3000`, {
    before: host,
    size: { width: 520, height: 420 },
  });
  assert.match(await page.locator("#state").innerText(), /等待/);
  await page.evaluate(
    ([text, options]) => mingjingCheck(text, options),
    [JSON.stringify(WOMAN_ONLY), JSON.stringify({ apikey: KEY })],
  );
  await popup(page).getByRole("button", { name: "修改" }).click();
  const told = await result(page);
  assert.deepEqual([told.decision, told.lines[0].rx_id], ["modify", "CF01-1"]);
  assert.equal(await page.title(), "mingjing:modify");
  const ways = await page.evaluate(() => window.told);
  assert.deepEqual(ways.map((way) => way[0]).sort(), ["external", "webview"]);
  for (const way of ways) assert.deepEqual(JSON.parse(way[1]), told);
  await until(
    async () => (await service.count("mingjing_feedback_total", 'outcome="recorded"')) === 1,
    "the stored 3103",
  );
  assert.deepEqual(page.thrown, []);
  await page.context().close();
});

test("the message in the fragment is judged and leaves the address", async () => {
  const packed = Buffer.from(JSON.stringify(WOMAN_ONLY)).toString("base64url");
  const page = await opened(engine, `${service.address}/sdk/alert.html?budget_ms=3000#m=${packed}&apikey=${KEY}`);
  assert.match(await popup(page).innerText(), /左炔诺孕酮宫内节育系统/);
  assert.equal(page.url(), `${service.address}/sdk/alert.html?budget_ms=3000`);
  assert.deepEqual(page.thrown, []);
  await page.context().close();
});

test("another page opens it, and is told by a message", async () => {
  const page = await opened(engine, desk.address);
  const [child] = await Promise.all([
    page.context().waitForEvent("page"),
    page.evaluate(([message, key]) => open_alert(message, key), [WOMAN_ONLY, KEY]),
  ]);
  await popup(child).getByRole("button", { name: "转自费" }).click();
  await page.waitForFunction(() => told.length);
  const [told] = await page.evaluate(() => told);
  assert.deepEqual([told.mingjing, told.result.decision], ["result", "self_pay"]);
  assert.deepEqual(await page.evaluate(() => origins[0]), service.address);
  await until(() => child.isClosed(), "the window closes once 3103 has arrived");
  assert.deepEqual(page.thrown, []);
  await page.context().close();
});

test("without the right key, or with rubbish, it says so and the program goes on", async () => {
  const page = await opened(engine, `${service.address}/sdk/alert.html?budget_ms=3000`);
  await page.evaluate((message) => mingjingCheck(message, { apikey: "wrong" }), WOMAN_ONLY);
  assert.deepEqual([(await result(page)).decision, (await result(page)).why], ["unavailable", "http 401"]);
  assert.match(await page.locator("#state").innerText(), /未能审核/);
  await page.goto(`${service.address}/sdk/alert.html#m=%%%&apikey=%`);
  await page.reload();
  const again = await opened(engine, `${service.address}/sdk/alert.html#m=%%%&apikey=%`);
  assert.equal((await result(again)).decision, "unavailable");
  assert.deepEqual([...page.thrown, ...again.thrown], []);
});
