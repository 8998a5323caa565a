import { describe, expect, it } from "vitest";
import { compare, signed, sumOf } from "./points";

describe("points", () => {
  it("add up exactly, with either minus", () => {
    expect(sumOf(["10", "15", "14.5", "20", "-2.75"])).toBe("56.75");
    expect(sumOf(["0.1", "0.2"])).toBe("0.3");
    expect(sumOf(["1", "−3"])).toBe("-2");
    expect(sumOf([])).toBe("0");
  });
  it("show what was added and leave nothing without a sign", () => {
    expect(signed("5")).toBe("+5");
    expect(signed("-5")).toBe("-5");
    expect(signed("0")).toBe("0");
    expect(signed("+2")).toBe("+2");
  });
  it("are ordered by their value", () => {
    expect(["100", "97.5", "9", "-1"].sort(compare)).toEqual(["-1", "9", "97.5", "100"]);
  });
});
