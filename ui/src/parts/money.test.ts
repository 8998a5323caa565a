import { describe, expect, it } from "vitest";
import { change, inTenThousands, inYuan } from "./money";

describe("money", () => {
  it("groups yuan and keeps fen", () => {
    expect(inYuan("1234567.8")).toBe("1,234,567.80");
    expect(inYuan("-1000.05")).toBe("-1,000.05");
    expect(inYuan("0")).toBe("0.00");
  });
  it("does not lose fen of sums beyond what floating point holds", () => {
    expect(inYuan("90071992547409931.23")).toBe("90,071,992,547,409,931.23");
  });
  it("rounds ten thousands half up and never shows minus zero", () => {
    expect(inTenThousands("1234567.80")).toBe("123.46");
    expect(inTenThousands("49.99")).toBe("0.00");
    expect(inTenThousands("50.00")).toBe("0.01");
    expect(inTenThousands("-10.00")).toBe("0.00");
  });
  it("leaves text alone that is no amount", () => {
    expect(inYuan("—")).toBe("—");
  });
  it("says by how much, and nothing against nothing", () => {
    expect(change("150.00", "100.00")).toBe("+50.0%");
    expect(change("50.00", "100.00")).toBe("-50.0%");
    expect(change("50.00", "0.00")).toBeUndefined();
  });
});
