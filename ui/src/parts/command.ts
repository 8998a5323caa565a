// From what somebody filled in to the command that is sent. Pure; the form only draws.
//
// Nothing is left out that is shown: an empty field that may stay empty is sent as it began, else as
// null, or as an empty list. A field that is not shown (`when`) is not sent.
import type { Field, Offer } from "../api";

export type Filled = Record<string, unknown>;

const isRecord = (value: unknown): value is Filled => typeof value === "object" && value !== null && !Array.isArray(value);

/** True where the field is asked, given what the field beside it that it depends on holds. */
export function isAsked({ when }: Field, beside: unknown): boolean {
  return when === undefined || (typeof beside === "string" && when.is.includes(beside));
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === "string" && value.trim() === "") ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** True where something of a group is filled in. */
export const isTouched = (group: unknown): boolean => isRecord(group) && Object.values(group).some((one) => !isEmpty(one));

/** Kinds of which a command has a list. */
const LISTS: readonly Field["kind"][] = ["lines", "users", "attachments", "list"];

/** What is sent of a field that nobody has filled in. */
export function listsNothing(field: Field): unknown {
  return field.initial ?? (LISTS.includes(field.kind) ? [] : null);
}

/** `1234.5` as `1234.50`, the form in which amounts travel. */
function twoDecimals(text: string): string {
  const [whole = "0", fraction = ""] = text.trim().split(".");
  return `${whole}.${fraction.padEnd(2, "0")}`;
}

function valueOf(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "fixed":
      return field.initial ?? null;
    case "group": {
      const inner = isRecord(value) ? value : {};
      return !field.required && !isTouched(inner) ? listsNothing(field) : objectOf(field.fields ?? [], inner);
    }
    case "list":
      return Array.isArray(value)
        ? value.map((row: unknown) => objectOf(field.fields ?? [], isRecord(row) ? row : {}))
        : listsNothing(field);
    case "bool":
      return typeof value === "boolean" ? value : (field.initial ?? false);
    case "lines": {
      const lines = Array.isArray(value) ? value.map((line) => String(line).trim()).filter((line) => line !== "") : [];
      return lines.length === 0 ? listsNothing(field) : lines;
    }
    case "users":
      return Array.isArray(value) ? value : listsNothing(field);
    case "text":
    case "long_text":
    case "money":
    case "day":
    case "number":
    case "choice":
    case "user":
    case "institution":
    case "attachment":
    case "attachments":
      if (isEmpty(value)) {
        return field.kind === "text" || field.kind === "long_text" ? (field.initial === undefined ? null : "") : listsNothing(field);
      }
      return field.kind === "money"
        ? twoDecimals(String(value))
        : field.kind === "number"
          ? Number(value)
          : typeof value === "string"
            ? value.trim()
            : value;
  }
}

function objectOf(fields: readonly Field[], filled: Filled): Filled {
  const sent: Filled = {};
  for (const field of fields) {
    if (isAsked(field, filled[field.when?.field ?? ""])) {
      sent[field.name] = valueOf(field, filled[field.name]);
    }
  }
  return sent;
}

export function commandOf(offer: Offer, filled: Filled): Filled {
  return { command: offer.command, ...objectOf(offer.fields, filled) };
}

/** What the form begins with. */
export function beginning(fields: readonly Field[]): Filled {
  const begun: Filled = {};
  for (const field of fields) {
    if (field.kind === "fixed") {
      continue;
    }
    if (field.kind === "group") {
      begun[field.name] = { ...beginning(field.fields ?? []), ...(isRecord(field.initial) ? field.initial : {}) };
    } else if (field.initial !== undefined && field.initial !== null) {
      begun[field.name] =
        field.choices !== undefined && typeof field.initial === "number" ? String(field.initial) : field.initial;
    } else if (field.kind === "list" && field.required) {
      begun[field.name] = [beginning(field.fields ?? [])];
    }
  }
  return begun;
}

/** The offer with some of its fields settled in advance: they are sent as given and not shown. */
export function settle(offer: Offer, settled: Filled): Offer {
  return {
    ...offer,
    fields: offer.fields.map((field) =>
      field.name in settled ? { ...field, kind: "fixed", initial: settled[field.name] } : field,
    ),
  };
}

/** `items.0.text` as the path of a form field. */
export const pathOfField = (dotted: string): (string | number)[] =>
  dotted.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));

/** True where the form shows something under this dotted path, so that a refusal can stand beside it. */
export function asksFor(fields: readonly Field[], dotted: string): boolean {
  const [first = "", ...rest] = dotted.split(".").filter((part) => !/^\d+$/.test(part));
  const field = fields.find((one) => one.name === first && one.kind !== "fixed");
  return field !== undefined && (rest.length === 0 || asksFor(field.fields ?? [], rest.join(".")));
}

/** The offer with other beginnings; everything is still shown and may be changed. */
export function prefill(offer: Offer, begun: Filled): Offer {
  return {
    ...offer,
    fields: offer.fields.map((field) => (field.name in begun ? { ...field, initial: begun[field.name] } : field)),
  };
}
