// What the doctor may answer and what becomes of each line: the pure part, without a page.

import { build } from "esbuild";
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

async function module(name) {
  const entry = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url));
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    tsconfigRaw: {},
  });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].text).toString("base64")}`);
}

const { groups, by_line, answers } = await module("groups");
const { read_reply, read_sent, feedback } = await module("message");

const line = (rx_id, vola_item_type = "1") => ({ rx_id, mdtrt_id: "E1", vola_item_type });
const result = (jr_id, mj_action, lines, more = {}) => ({
  jr_id,
  vola_cont: "句",
  sev_deg: "1",
  mj_action,
  judge_result_detail_dtos: lines,
  ...more,
});
const reply = (...results) => read_reply(JSON.stringify({ infcode: 0, output: { result: results } }));
const nothing = read_sent({});
const may = (group) => [group.self_pay, group.go_on, group.free];

test("each action leaves its own ways", () => {
  const exception = { mj_override: { by: "医保办", evidence: [] } };
  const rows = [
    ["提醒", {}, [false, true, true]],
    ["提醒", { mj_ways_out: ["转自费并告知"] }, [true, true, true]],
    ["需说明理由", {}, [false, true, false]],
    ["转自费", {}, [true, false, false]],
    ["转自费", exception, [true, true, false]],
    ["拦截", { mj_ways_out: ["转自费并告知"] }, [false, false, false]],
    ["拦截", exception, [false, true, false]],
    [undefined, {}, [false, true, false]],
    [undefined, { sev_deg: "2" }, [false, true, true]],
  ];
  for (const [action, more, expected] of rows) {
    assert.deepEqual(
      may(groups(reply(result("1", action, [line("A")], more)), nothing)[0]),
      expected,
      `${action} ${JSON.stringify(more)}`,
    );
  }
});

test("several findings on one line allow what all of them allow", () => {
  const [group, more] = groups(
    reply(result("1", "提醒", [line("A")], { mj_ways_out: ["转自费"] }), result("2", "需说明理由", [line("A")])),
    nothing,
  );
  assert.equal(more, undefined);
  assert.deepEqual([group.findings.length, may(group)], [2, [false, true, false]]);
});

test("lines that are only involved are not decided on, and the strictest decision holds", () => {
  const made = groups(
    reply(result("1", "提醒", [line("A"), line("B"), line("C", "2")]), result("2", "提醒", [line("B")])),
    nothing,
  );
  made[0].answer = { decision: "continue", reason: "因为" };
  made[1].answer = { decision: "modify", reason: "" };
  assert.deepEqual(
    by_line(made).map((one) => [one.rx_id, one.decision, one.reason, one.jr_ids.join()]),
    [
      ["A", "continue", "因为", "1"],
      ["B", "modify", "", "1,2"],
    ],
  );
  assert.deepEqual(
    answers(made).map((one) => one.decision),
    ["continue", "modify"],
  );
});

test("the same line number in two visits is two lines", () => {
  const other = { rx_id: "A", mdtrt_id: "E2", vola_item_type: "1" };
  assert.equal(groups(reply(result("1", "提醒", [line("A")]), result("2", "提醒", [other])), nothing).length, 2);
});

test("3103 speaks under the envelope of what was judged, without its signature", () => {
  const sent = read_sent({
    infno: "3102",
    msgid: "M",
    fixmedins_code: "H1",
    opter: "7",
    cainfo: "xx",
    signtype: "SM2",
    input: { data: {} },
  });
  const made = feedback(sent, [{ jr_id: "1", decision: "self_pay", reason: "" }], new Date(2026, 0, 2, 3, 4, 5, 67));
  assert.deepEqual(made, {
    infno: "3103",
    msgid: "H1202601020304050067",
    inf_time: "2026-01-02 03:04:05",
    fixmedins_code: "H1",
    opter: "7",
    input: { data: { warn_type: "2", warns: [{ warn_rslt_id: "1", dspo_way: "2", dspo_way_rea: "转自费" }] } },
  });
});

test("names come from the message, be it object, text, or text in text", () => {
  const data = {
    patient_dtos: {
      fsi_encounter_dtos: [
        {
          mdtrt_id: "E1",
          fsi_order_dtos: [
            { rx_id: "A", hilist_name: "目录名" },
            { rx_id: "B", hosplist_name: "院内名", hilist_name: "目录名" },
          ],
        },
      ],
    },
  };
  for (const message of [
    { input: { data } },
    JSON.stringify({ input: { data } }),
    { input: JSON.stringify({ data }) },
  ]) {
    assert.deepEqual(Object.values(read_sent(message).names), ["目录名", "院内名"]);
  }
  const text = '{ "infno" : "3101" }';
  assert.equal(read_sent(text).text, text, "a text goes out unchanged");
});

test("a refused settlement shows its findings, any other refusal is a failure", () => {
  const refused = (result) => JSON.stringify({ infcode: -1, err_msg: "医保审核拦截", output: { result } });
  assert.equal(read_reply(refused([result("1", "拦截", [line("A")])])).findings.length, 1);
  assert.throws(() => read_reply(refused([])), /refused: 医保审核拦截/);
});
