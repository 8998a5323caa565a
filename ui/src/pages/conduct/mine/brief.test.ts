import { describe, expect, it } from "vitest";
import type { Field, Offer } from "../../../api";
import { commandOf } from "../../../parts/command";
import { brief } from "./brief";

const text = (name: string, more: Partial<Field> = {}): Field => ({ name, zh: name, kind: "text", required: true, ...more });

const offer: Offer = {
  command: "register",
  zh: "登记",
  primary: true,
  fields: [
    {
      name: "packet",
      zh: "登记内容",
      kind: "group",
      required: true,
      fields: [
        text("institution", { initial: "H1" }),
        { name: "staff", zh: "当事人", kind: "group", required: true, fields: [text("code", { initial: "D1" })] },
        text("giver"),
        text("reported_at", { required: false }),
        { name: "evidence", zh: "材料", kind: "attachments", required: false },
        text("amount", { kind: "money" }),
      ],
    },
  ],
};

describe("a form cut to what must be told at once", () => {
  const cut = brief(offer, "packet", ["amount"]);
  it("asks that first, and what has no beginning after it", () => {
    const asked = cut.fields[0]?.fields?.filter((field) => field.kind !== "fixed").map((field) => field.name);
    expect(asked).toEqual(["amount", "giver"]);
  });
  it("sends the rest as the server begins it", () => {
    expect(commandOf(cut, { packet: { amount: "500", giver: "家属" } })).toEqual({
      command: "register",
      packet: {
        institution: "H1",
        staff: { code: "D1" },
        giver: "家属",
        reported_at: null,
        evidence: [],
        amount: "500.00",
      },
    });
  });
});
