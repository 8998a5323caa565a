// A long form cut to what must be told at once. What is left out is sent as the server begins it; what is
// needed and has no beginning is asked all the same.
import type { Field, Offer } from "../../../api";
import { listsNothing } from "../../../parts/command";

const hasBeginning = (field: Field): boolean =>
  (field.initial !== undefined && field.initial !== null) ||
  (field.kind === "group" && (field.fields ?? []).every((inner) => !inner.required || hasBeginning(inner)));

function beginningOf(field: Field): unknown {
  if (field.kind === "group" && (field.initial === undefined || field.initial === null)) {
    return field.required
      ? Object.fromEntries((field.fields ?? []).filter((inner) => inner.when === undefined).map((inner) => [inner.name, beginningOf(inner)]))
      : null;
  }
  return listsNothing(field);
}

function cut(field: Field, asked: readonly string[]): Field {
  const kept = asked.includes(field.name) || (field.required && !hasBeginning(field));
  return kept ? field : { ...field, kind: "fixed", initial: beginningOf(field) };
}

/** The offer with only `asked` of its group of the same name as the form, in that order, and what else must be asked. */
export function brief(offer: Offer, group: string, asked: readonly string[]): Offer {
  const place = (field: Field) => {
    const at = asked.indexOf(field.name);
    return at < 0 ? asked.length : at;
  };
  return {
    ...offer,
    fields: offer.fields.map((field) =>
      field.name === group
        ? { ...field, fields: (field.fields ?? []).map((inner) => cut(inner, asked)).sort((a, b) => place(a) - place(b)) }
        : field,
    ),
  };
}
