import { describe, expect, it } from "vitest";
import { csvOf } from "./csv";

describe("a table as a file", () => {
  it("quotes what needs it and runs no formulas", () => {
    expect(csvOf([["行", "原因"], ["2", '金额"空",缺'], ["3", "=1+1"]])).toBe('\ufeff行,原因\r\n2,"金额""空"",缺"\r\n3,\'=1+1');
  });
});
