// The pop-up on a page of another origin, against the real program, in both builds.

import axe from "axe-core";
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ask, browser, hospital_page, opened, popup, results } from "./page.mjs";
import { bad_line, foreign, free_port, message, mingjing, pause, until } from "./service.mjs";

const BUDGET = 500;
const WOMAN_ONLY = "2_woman_only_drug_for_a_man";
const TWO_LINES = "4_over_daily_cap_and_level";

let service, strict, line, hospital, engine;
before(async () => {
  [service, strict] = [await mingjing(), await mingjing({ local: true })];
  for (const name of ["mingjing.js", "mingjing.es5.js"]) {
    const served = await (await fetch(`${service.address}/sdk/${name}`)).text();
    assert.ok(
      served === readFileSync(new URL(`../dist/${name}`, import.meta.url), "utf8"),
      "the program is older than dist",
    );
  }
  line = await bad_line(service.address);
  hospital = await foreign({
    "/modern": hospital_page(`${service.address}/sdk/mingjing.js`),
    "/es5": hospital_page(`${service.address}/sdk/mingjing.es5.js`),
  });
  engine = await browser();
});
after(async () => {
  await engine?.close();
  for (const one of [hospital, line, service, strict]) await one?.stop();
});

/** Screenshots are left where `SCREENSHOTS` says. */
async function picture(page, name) {
  if (!process.env.SCREENSHOTS) return;
  mkdirSync(process.env.SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: `${process.env.SCREENSHOTS}/${name}.png` });
}

/**
 * Takes away what an old engine does not have, but for what the test driver itself needs on the
 * page. Methods of arrays, texts and objects are watched by the compiler, which knows only ES5.
 */
function forget_what_came_later() {
  for (const name of ["fetch", "URLSearchParams", "customElements"]) delete window[name];
  for (const name of ["attachShadow", "append", "prepend", "replaceWith"]) delete Element.prototype[name];
  delete Navigator.prototype.sendBeacon;
}

for (const build of ["modern", "es5"]) {
  const settings = () => ({ server: line.address, budget_ms: BUDGET });
  const open = async (options = {}) => {
    Object.assign(line, { fault: "pass", down: false, feedback: [] });
    const page = await opened(engine, `${hospital.address}/${build}`, {
      before: build === "es5" ? forget_what_came_later : undefined,
      ...options,
    });
    return page;
  };
  const close = async (page) => {
    assert.deepEqual(page.thrown, [], "nothing is thrown on the page");
    await page.context().close();
  };

  test(`${build}: nothing is shown where nothing was found`, async () => {
    const page = await open();
    await ask(page, settings(), message("1_clean_prescription"));
    const [result] = await results(page);
    assert.equal(result.decision, "none");
    assert.deepEqual(result.lines, []);
    assert.equal(await popup(page).count(), 0);
    assert.deepEqual(line.feedback, []);
    await close(page);
  });

  test(`${build}: a violation is shown and "modify" arrives and is stored`, async () => {
    const page = await open();
    const stored = await service.count("mingjing_feedback_total", 'outcome="recorded"');
    await page.locator("#note").focus();
    await ask(page, settings(), message(WOMAN_ONLY));
    const shown = await popup(page).innerText();
    for (const part of [
      "左炔诺孕酮宫内节育系统",
      "明确违规",
      "限女性使用",
      "涉及 1153.00 元",
      "依据：《医疗保障基金使用监督管理条例》第三十八条",
      "建议：核对参保人身份",
      "机构医保办",
    ]) {
      assert.ok(shown.includes(part), `${part} in\n${shown}`);
    }
    assert.ok(!shown.includes("维生素B1片"), "only the line with a finding");
    const place = await popup(page).boundingBox();
    assert.equal(place.width, 480);
    assert.ok(place.x + place.width > 1400 && place.y + place.height > 860, "docked bottom right");
    await picture(page, `${build}-one`);
    await popup(page).getByRole("button", { name: "修改" }).click();
    const [result] = await results(page);
    assert.equal(result.decision, "modify");
    assert.deepEqual(
      result.lines.map(({ rx_id, decision }) => [rx_id, decision]),
      [["CF01-1", "modify"]],
    );
    assert.equal(result.lines[0].jr_ids.length, 1);
    assert.equal(await popup(page).count(), 0);
    assert.equal(await page.evaluate(() => document.activeElement.id), "note", "the focus goes back");
    await until(
      async () => (await service.count("mingjing_feedback_total", 'outcome="recorded"')) === stored + 1,
      "the stored 3103",
    );
    const [sent] = line.feedback;
    assert.deepEqual(
      [sent.infno, sent.fixmedins_code, sent.opter, sent.input.data.warn_type],
      ["3103", "H99000000001", "0001", "1"],
    );
    assert.match(sent.msgid, /^H99000000001\d{18}$/);
    assert.deepEqual(sent.input.data.warns, [
      { warn_rslt_id: result.lines[0].jr_ids[0], dspo_way: "2", dspo_way_rea: "" },
    ]);
    await close(page);
  });

  test(`${build}: going on needs a reason, which arrives and is stored`, async () => {
    const page = await open();
    await ask(page, settings(), message(WOMAN_ONLY));
    assert.equal(await popup(page).getByRole("button", { name: "关闭" }).count(), 0);
    await page.keyboard.press("Escape");
    await popup(page).getByRole("button", { name: "说明理由继续" }).click();
    const confirm = popup(page).getByRole("button", { name: "确定继续" });
    assert.ok(await confirm.isDisabled());
    await page.keyboard.type("   ");
    assert.ok(await confirm.isDisabled(), "blanks are no reason");
    await page.keyboard.type("登记性别有误，已核对证件");
    await picture(page, `${build}-reason`);
    await confirm.click();
    const [result] = await results(page);
    assert.deepEqual(
      [result.decision, result.reason, result.lines[0].reason],
      ["continue", "登记性别有误，已核对证件", "登记性别有误，已核对证件"],
    );
    await until(() => page.evaluate(() => fed.length), "the word that 3103 arrived");
    assert.deepEqual(await page.evaluate(() => fed), [true]);
    assert.deepEqual(line.feedback[0].input.data.warns[0].dspo_way, "1");
    assert.equal(line.feedback[0].input.data.warns[0].dspo_way_rea, "登记性别有误，已核对证件");
    await close(page);
  });

  test(`${build}: self-pay, where the rule names it as a way out`, async () => {
    const page = await open();
    await ask(page, settings(), message(WOMAN_ONLY));
    await popup(page).getByRole("button", { name: "转自费" }).click();
    const [result] = await results(page);
    assert.equal(result.decision, "self_pay");
    assert.deepEqual(
      result.feedback.input.data.warns.map(({ dspo_way, dspo_way_rea }) => [dspo_way, dspo_way_rea]),
      [["2", "转自费"]],
    );
    await until(() => page.evaluate(() => fed.length), "the word that 3103 arrived");
    await close(page);
  });

  test(`${build}: reminders are grouped by order line and Esc closes them`, async () => {
    const page = await open();
    await ask(page, settings(), message(TWO_LINES));
    assert.deepEqual(await popup(page).locator(".mj-line").allInnerTexts(), ["雷珠单抗注射液", "住院诊查费"]);
    await picture(page, `${build}-two`);
    await page.keyboard.press("Escape");
    const [result] = await results(page);
    assert.deepEqual(
      [result.decision, result.reason, result.lines.map((one) => one.rx_id)],
      ["continue", "", ["ZY02-2", "ZY01-1"]],
    );
    await until(() => line.feedback.length, "the 3103");
    assert.deepEqual(
      line.feedback[0].input.data.warns.map((warn) => warn.dspo_way),
      ["1", "1"],
    );
    await close(page);
  });

  test(`${build}: what rules turn to self-pay or block leaves only the ways they allow`, async () => {
    const page = await open();
    await ask(page, { ...settings(), server: strict.address }, message(TWO_LINES));
    const names = (title) => popup(page).getByRole("group", { name: title }).getByRole("button").allInnerTexts();
    assert.deepEqual(await names("雷珠单抗注射液"), ["修改", "转自费"]);
    assert.deepEqual(await names("住院诊查费"), ["修改"]);
    assert.match(await popup(page).innerText(), /拦截/);
    await picture(page, `${build}-strict`);
    await page.keyboard.press("Escape");
    assert.deepEqual(await results(page), []);
    await popup(page).getByRole("group", { name: "雷珠单抗注射液" }).getByRole("button", { name: "转自费" }).click();
    assert.deepEqual(await results(page), [], "one line is still open");
    await popup(page).getByRole("button", { name: "修改", exact: true }).click();
    const [result] = await results(page);
    assert.equal(result.decision, "modify");
    assert.deepEqual(result.lines.map((one) => [one.rx_id, one.decision]).sort(), [
      ["ZY01-1", "modify"],
      ["ZY02-2", "self_pay"],
    ]);
    await until(() => page.evaluate(() => fed.length), "the word that 3103 arrived");
    await close(page);
  });

  test(`${build}: a second check takes the place of the first`, async () => {
    const page = await open();
    await ask(page, settings(), message(WOMAN_ONLY));
    await ask(page, settings(), message("1_clean_prescription"));
    await until(async () => (await results(page)).length === 2, "both results");
    const told = await results(page);
    assert.deepEqual(
      told.map((one) => [one.decision, one.why]),
      [
        ["modify", "superseded"],
        ["none", undefined],
      ],
    );
    assert.equal(await popup(page).count(), 0);
    await close(page);
  });

  test(`${build}: moved by keys and by mouse, it stays on the page`, async () => {
    const page = await open();
    await ask(page, settings(), message(WOMAN_ONLY));
    const start = await popup(page).boundingBox();
    const handle = popup(page).getByRole("button", { name: "移动提醒窗口" });
    await handle.focus();
    for (let press = 0; press < 3; press++) await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowUp");
    const keyed = await popup(page).boundingBox();
    assert.deepEqual([start.x - keyed.x, start.y - keyed.y].map(Math.round), [72, 24]);
    const grip = await handle.boundingBox();
    await page.mouse.move(grip.x + 40, grip.y + 10);
    await page.mouse.down();
    await page.mouse.move(grip.x - 160, grip.y - 90, { steps: 4 });
    await page.mouse.up();
    const dragged = await popup(page).boundingBox();
    assert.deepEqual([keyed.x - dragged.x, keyed.y - dragged.y].map(Math.round), [200, 100]);
    await page.mouse.move(dragged.x + 60, dragged.y + 20);
    await page.mouse.down();
    await page.mouse.move(-900, -900, { steps: 2 });
    await page.mouse.up();
    const corner = await popup(page).boundingBox();
    assert.deepEqual([corner.x, corner.y], [0, 0]);
    await close(page);
  });

  test(`${build}: no server, a bad server or a late one never stops prescribing`, async () => {
    const page = await open();
    const dead = `http://127.0.0.1:${await free_port()}`;
    const whole = (body) => body.slice(0, body.length / 2);
    const reply = (rest) => JSON.stringify({ infcode: 0, err_msg: null, output: rest });
    const faults = [
      ["slow", { delay: 900 }, "timeout"],
      ["hanging", "hang", "timeout"],
      ["cut off", "cut", "network"],
      ["500", { status: 500, body: "oops" }, "http 500"],
      ["500 with findings", { status: 500, body: reply({ result: [{ jr_id: "1", vola_cont: "x" }] }) }, "http 500"],
      ["HTML", { status: 200, kind: "text/html", body: "<html><script>window.bad = 1</script></html>" }, "unreadable"],
      ["truncated", { rewrite: whole }, "unreadable"],
      ["empty", { status: 200, body: "" }, "unreadable"],
      ["null", { status: 200, body: "null" }, "refused: "],
      ["a list", { status: 200, body: "[1]" }, "refused: "],
      ["refused", { status: 200, body: JSON.stringify({ infcode: -1, err_msg: "系统忙" }) }, "refused: 系统忙"],
    ];
    for (const [name, fault, why] of faults) {
      line.fault = fault;
      const ticks = await page.evaluate(() => ticks);
      await ask(page, settings(), message(WOMAN_ONLY));
      const result = (await results(page)).at(-1);
      assert.deepEqual([result.decision, result.lines, result.why], ["unavailable", [], why], name);
      assert.ok(result.ms <= BUDGET + 150, `${name}: ${result.ms} ms`);
      assert.equal(await popup(page).count(), 0, name);
      if (why === "timeout") assert.ok((await page.evaluate(() => ticks)) - ticks > 20, "the page went on meanwhile");
    }
    await ask(page, { server: dead, budget_ms: BUDGET }, message(WOMAN_ONLY));
    assert.equal((await results(page)).at(-1).why, "network");
    const count = (await results(page)).length;
    await pause(900);
    assert.equal(await popup(page).count(), 0, "a late reply is ignored");
    assert.equal((await results(page)).length, count, "each callback came once");
    assert.equal(await page.evaluate(() => window.bad), undefined);
    assert.deepEqual(line.feedback, []);
    await close(page);
  });

  test(`${build}: odd findings and odd messages are borne`, async () => {
    const page = await open();
    for (const output of [{}, { result: null }, { result: [null, 1, "x", {}, { jr_id: "1" }] }, { result: "x" }, []]) {
      line.fault = { status: 200, body: JSON.stringify({ infcode: "0", output }) };
      await ask(page, settings(), message(WOMAN_ONLY));
      assert.equal((await results(page)).at(-1).decision, "none", JSON.stringify(output));
    }
    line.fault = {
      status: 200,
      body: JSON.stringify({ infcode: "0", output: { result: { jr_id: 7, vola_cont: "单条疑点" } } }),
    };
    for (const odd of [
      "not json",
      "",
      null,
      7,
      [],
      { input: "cipher" },
      { input: { data: { patient_dtos: [null, { fsi_encounter_dtos: "x" }] } } },
    ]) {
      await ask(page, settings(), odd);
      assert.match(await popup(page).innerText(), /本次处方[^]*高度可疑[^]*单条疑点/);
      await page.keyboard.press("Escape");
      assert.equal((await results(page)).at(-1).decision, "continue", JSON.stringify(odd));
    }
    await page.evaluate(() => {
      const round = {};
      round.round = round;
      ask({ server: "http://127.0.0.1:1" }, round);
    });
    assert.equal((await results(page)).at(-1).decision, "unavailable");
    await close(page);
  });

  test(`${build}: script in a text stays text`, async () => {
    const page = await open();
    const evil = `<img src=x onerror="window.bad=1"><script>window.bad=1</` + `script>`;
    line.fault = {
      rewrite(body) {
        const reply = JSON.parse(body);
        for (const one of reply.output.result)
          Object.assign(one, {
            rule_name: evil,
            vola_cont: evil,
            vola_evid: evil,
            mj_law: [evil],
            mj_ways_out: [evil],
            mj_override: { by: evil, evidence: [evil] },
          });
        return JSON.stringify(reply);
      },
    };
    const sent = message(WOMAN_ONLY);
    sent.input.data.patient_dtos[0].fsi_encounter_dtos[0].fsi_order_dtos[0].hosplist_name = evil;
    await ask(page, settings(), sent);
    assert.ok((await popup(page).innerText()).split(evil).length > 4);
    assert.equal(await popup(page).locator("img, script").count(), 0);
    await pause(200);
    assert.equal(await page.evaluate(() => window.bad), undefined);
    await close(page);
  });

  test(`${build}: 3103 is sent again until it arrives`, async () => {
    const page = await open();
    await ask(page, settings(), message(WOMAN_ONLY));
    line.down = true;
    await popup(page).getByRole("button", { name: "修改" }).click();
    assert.equal((await results(page)).at(-1).decision, "modify", "nobody waits for it");
    await until(() => line.feedback.length > 0, "the first attempt");
    line.down = false;
    await until(() => page.evaluate(() => fed.length), "the delivery");
    assert.deepEqual(await page.evaluate(() => fed), [true]);
    assert.ok(line.feedback.length > 1);
    assert.deepEqual(line.feedback[0], line.feedback.at(-1));
    await close(page);
  });

  test(`${build}: no serious finding of axe, in both languages`, async () => {
    for (const lang of ["zh-CN", "en"]) {
      // axe itself needs more than an old engine has.
      const before = build === "es5" ? () => delete Element.prototype.attachShadow : undefined;
      const page = await open({ before });
      await ask(page, { ...settings(), lang, server: strict.address }, message(TWO_LINES));
      if (lang === "en") assert.match(await popup(page).innerText(), /Violation/);
      await page.addScriptTag({ content: axe.source });
      const found = await page.evaluate(() => axe.run({ resultTypes: ["violations"] }));
      const serious = found.violations.filter((one) => ["serious", "critical"].includes(one.impact));
      assert.deepEqual(
        serious.map((one) => `${one.id}: ${one.nodes.map((node) => node.html)}`),
        [],
      );
      await close(page);
    }
  });
}
