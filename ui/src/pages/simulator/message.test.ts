import { describe, expect, it } from "vitest";
import { amountOf, message3101, sumOf } from "./message";
import { patients, type OrderLine } from "./patients";

const line: OrderLine = { code: "X1", name: "某药", price: "0.1", count: 3, kind: "drug" };
const place = { institution: { code: "H99000000001", name: "示例医院" }, doctor: { code: "D1", name: "演示医师" } };

describe("the message of a doctor's station", () => {
  it("adds up in fen", () => {
    expect(amountOf(line)).toBe("0.30");
    expect(sumOf([line, { ...line, price: "1153.00", count: 1 }])).toBe("1153.30");
  });

  it("carries the visit, its lines and the same total", () => {
    const [patient] = patients;
    if (patient === undefined) {
      throw new Error("no patient");
    }
    const text = JSON.stringify(message3101(patient, [line], place, new Date(2026, 10, 27, 9, 5, 7), 12));
    const sent = JSON.parse(text) as { msgid: string; inf_time: string };
    expect(sent.inf_time).toBe("2026-11-27 09:05:07");
    expect(sent.msgid).toBe("H99000000001202611270905070012");
    expect(text).toContain('"brdy":"1952-01-01"');
    expect(text).toContain('"sumamt":"0.30"');
    expect(text).toContain('"medfee_sumamt":"0.30"');
  });
});
