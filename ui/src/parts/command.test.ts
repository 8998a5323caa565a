import { describe, expect, it } from "vitest";
import type { Field, Offer } from "../api";
import { asksFor, beginning, commandOf, isTouched, pathOfField, settle } from "./command";

const field = (name: string, kind: Field["kind"], rest: Partial<Field> = {}): Field => ({
  name,
  zh: name,
  kind,
  required: true,
  ...rest,
});
const offer = (...fields: Field[]): Offer => ({ command: "do", zh: "办理", primary: true, fields });

const mark = offer(
  field("finding", "choice"),
  field("mark", "group", {
    fields: [
      field("mark", "choice"),
      field("reason", "choice", { when: { field: "mark", is: ["false"] } }),
    ],
  }),
  field("note", "long_text", { required: false, initial: "" }),
);

describe("commandOf", () => {
  it("leaves out what is not shown, and nothing else", () => {
    expect(commandOf(mark, { finding: "f", mark: { mark: "confirmed", reason: "rule_logic" } })).toEqual({
      command: "do",
      finding: "f",
      mark: { mark: "confirmed" },
      note: "",
    });
    expect(commandOf(mark, { finding: "f", mark: { mark: "false", reason: "rule_logic" }, note: " 见病历 " })).toEqual({
      command: "do",
      finding: "f",
      mark: { mark: "false", reason: "rule_logic" },
      note: "见病历",
    });
  });

  it("sends empty optional fields as null or as an empty list", () => {
    const empty = offer(
      field("amount", "money", { required: false }),
      field("papers", "attachments", { required: false }),
      field("items", "list", { required: false, fields: [field("text", "text")] }),
      field("names", "lines", { required: false }),
      field("members", "users", { required: false }),
      field("expert", "group", { required: false, fields: [field("user", "user")] }),
    );
    expect(commandOf(empty, { expert: { user: "" }, names: ["", " "] })).toEqual({
      command: "do",
      amount: null,
      papers: [],
      items: [],
      names: [],
      members: [],
      expert: null,
    });
  });

  it("sends the people that were chosen as they are", () => {
    expect(commandOf(offer(field("members", "users")), { members: ["u1", "u2"] })).toEqual({ command: "do", members: ["u1", "u2"] });
  });

  it("writes amounts with two decimals and chosen numbers as numbers", () => {
    const sent = offer(
      field("amount", "money"),
      field("days", "number", { choices: [{ value: "15", zh: "15日" }] }),
      field("items", "list", { fields: [field("number", "number"), field("flagged", "money")] }),
      field("draft", "fixed", { initial: { key: 1 } }),
    );
    expect(commandOf(sent, { amount: "12.5", days: "15", items: [{ number: 1, flagged: "3" }] })).toEqual({
      command: "do",
      amount: "12.50",
      days: 15,
      items: [{ number: 1, flagged: "3.00" }],
      draft: { key: 1 },
    });
  });

  it("begins as the offer says and keeps what is settled in advance", () => {
    expect(beginning(mark.fields)).toEqual({ mark: {}, note: "" });
    const settled = settle(mark, { finding: "f", mark: { mark: "confirmed" } });
    expect(commandOf(settled, beginning(settled.fields))).toEqual({
      command: "do",
      finding: "f",
      mark: { mark: "confirmed" },
      note: "",
    });
  });
});

describe("refusals at fields", () => {
  it("finds the field, also inside of lists", () => {
    const items = offer(field("items", "list", { fields: [field("text", "text")] }));
    expect(asksFor(items.fields, "items.0.text")).toBe(true);
    expect(asksFor(items.fields, "items.0.other")).toBe(false);
    expect(asksFor(settle(mark, { finding: "f" }).fields, "finding")).toBe(false);
    expect(pathOfField("items.0.text")).toEqual(["items", 0, "text"]);
  });
});

describe("isTouched", () => {
  it("tells an optional group that is left empty from one that was begun", () => {
    expect(isTouched(undefined)).toBe(false);
    expect(isTouched({ department: " ", months: undefined, papers: [] })).toBe(false);
    expect(isTouched({ department: "骨科", months: undefined })).toBe(true);
  });
});
