import { describe, expect, it } from "vitest";
import { isInForce } from "./vetoes";

describe("a veto", () => {
  it("is in force until its last day, and without one until it is lifted", () => {
    const of = { from: "2026-05-11", until: "2027-05-10" };
    expect(isInForce(of, "2027-05-10")).toBe(true);
    expect(isInForce(of, "2027-05-11")).toBe(false);
    expect(isInForce(of, "2026-05-10")).toBe(false);
    expect(isInForce({ from: "2026-05-11" }, "2030-01-01")).toBe(true);
  });
});
