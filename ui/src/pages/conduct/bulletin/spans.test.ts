import { describe, expect, it } from "vitest";
import { inChinese, spansOf } from "./spans";

describe("merged cells", () => {
  it("cover neighbours only", () => {
    expect(spansOf(["甲", "甲", "乙", "甲"], (row) => row)).toEqual([2, 0, 1, 1]);
    expect(spansOf([], String)).toEqual([]);
  });
});

describe("numbers of headings", () => {
  it("are Chinese", () => {
    expect([1, 9, 10, 11, 20, 35].map(inChinese)).toEqual(["一", "九", "十", "十一", "二十", "三十五"]);
  });
});
