import { describe, expect, it } from "vitest";
import type { HistoryEntry } from "../../api";
import { itemsOf } from "./selfAudit";

const entry = (detail: HistoryEntry["detail"]): HistoryEntry => ({
  seq: 1,
  by: "u1",
  by_name: "医保办主任",
  role_zh: "机构医保办",
  at: "2026-11-27 08:18:08",
  event_zh: "填写自查结果",
  detail,
});

const summary = [
  { label: "机构", value: "某医院" },
  { label: "自查金额", value: "12.00元" },
  { label: "自查项", value: "1. 自查重复收费（含检验）情况（疑点金额380.00元）" },
  { label: "自查项", value: "2. 自查超标准收费情况（疑点金额0.00元）" },
];

describe("the items of a self-audit", () => {
  it("have what was flagged, and no answer before there is one", () => {
    expect(itemsOf(summary, [])).toEqual([
      { number: 1, text: "自查重复收费（含检验）情况", radar: "380.00", answer: undefined },
      { number: 2, text: "自查超标准收费情况", radar: "0.00", answer: undefined },
    ]);
  });

  it("have the latest answer, and the task itself is none", () => {
    const answers = [
      entry([{ label: "自查项", value: "1. 自查重复收费（含检验）情况（疑点金额380.00元）" }]),
      entry([
        { label: "自查项", value: "1" },
        { label: "自查金额", value: "100.00元" },
        { label: "自查说明", value: "部分属实" },
      ]),
      entry([
        { label: "自查项", value: "1" },
        { label: "自查金额", value: "380.00元" },
        { label: "自查说明", value: "全部属实" },
        { label: "佐证", value: "清单.pdf" },
      ]),
    ];
    expect(itemsOf(summary, answers).map((item) => item.answer)).toEqual([
      { found: "380.00", note: "全部属实", evidence: "清单.pdf" },
      undefined,
    ]);
  });
});
