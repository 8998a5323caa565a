import { describe, expect, it } from "vitest";
import type { Edition } from "../../../api/conduct";
import { begun, sent } from "./written";

const edition: Edition = {
  masthead: "一医清风",
  issue_zh: "2026年第4期",
  period_zh: "2026年6月",
  publish_on: "2026-07-10",
  issuer: "行风办",
  headline: "",
  honour: { rows: [], totals: { rows: 0, amount: "0.00", deposit: 0, returned: 0, other: 0, people: 0, departments: 0 } },
  commendations: [],
  letters: [],
  pennants: [],
  honoured: [],
  closing: "结语",
  contents: [],
  learning: [
    { title: "准则", source: "国家卫生健康委" },
    { title: "短片", source: "本院视频号", url: "https://example.org/", published_at: "2026-06-20 09:30:00" },
  ],
  contact: [{ label: "监督电话", value: "8888" }],
};

describe("what is written into an issue", () => {
  it("begins with what the issue shows, media apart from materials", () => {
    const form = begun(edition);
    expect(form.learning.map(({ title }) => title)).toEqual(["准则"]);
    expect(form.media).toEqual([
      { title: "短片", source: "本院视频号", link: "https://example.org/", published_at: "2026-06-20 09:30:00", opened: false },
    ]);
    expect(form.contact).toEqual(["监督电话：8888"]);
  });
  it("has no warning where nothing of one is written", () => {
    const form = begun(edition);
    expect(sent(form).warning).toBeUndefined();
    const warning = { text: "某单位案例", rule: "九项准则", lesson: "引以为戒" };
    expect(sent({ ...form, warning, contact: [" 监督电话：1 ", ""] })).toMatchObject({ warning, contact: ["监督电话：1"] });
  });
});
