import { describe, expect, it } from "vitest";
import { spansOf } from "./spans";

describe("merged cells", () => {
  it("cover neighbours only", () => {
    expect(spansOf(["甲", "甲", "乙", "甲"], (row) => row)).toEqual([2, 0, 1, 1]);
    expect(spansOf([], String)).toEqual([]);
  });
});
