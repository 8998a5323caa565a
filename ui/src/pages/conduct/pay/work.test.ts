import { describe, expect, it } from "vitest";
import { difference, weightOf, workOf } from "./work";

describe("work as it is pasted", () => {
  it("takes two columns however they are parted", () => {
    expect(workOf("D1\t96.5\n\nD2 100\nD3，88\n")).toEqual({
      work: [
        { code: "D1", score: "96.5" },
        { code: "D2", score: "100" },
        { code: "D3", score: "88" },
      ],
    });
  });
  it("says which line is none", () => {
    expect(workOf("D1 96\nD2\n").bad).toBe(2);
    expect(workOf("D1 九十").bad).toBe(1);
  });
});

describe("weights and amounts", () => {
  it("travel as texts", () => {
    expect([20, 100, 12.5, 19.99].map(weightOf)).toEqual(["0.20", "1.00", "0.125", "0.1999"]);
  });
  it("differ to the fen", () => {
    expect(difference("1234.56", "1300.00")).toBe("-65.44");
    expect(difference("0.10", "0.07")).toBe("0.03");
  });
});
