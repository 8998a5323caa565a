// The items of a self-audit and what was answered to each, read from what its page tells: the task
// from the summary, the answers from the history.
import type { HistoryEntry, Labelled, Money } from "../../api";

export interface AuditItem {
  number: number;
  text: string;
  /** What the rules flagged. */
  radar: Money | undefined;
  answer: { found: string; note: string; evidence: string } | undefined;
}

const ITEM = "自查项";
const AS_TOLD = /^(\d+)\. (.*?)(?:（疑点金额(-?[\d.]+)元）)?$/s;
const AMOUNT = /^(-?[\d.]+)元$/;

const said = (detail: readonly Labelled[], label: string) => detail.find((line) => line.label === label)?.value;

export function itemsOf(summary: readonly Labelled[], history: readonly HistoryEntry[]): AuditItem[] {
  const answers = new Map<number, AuditItem["answer"]>();
  for (const { detail } of history) {
    const found = said(detail, "自查金额");
    const number = Number(said(detail, ITEM));
    // The order that lists the items names no amount found.
    if (found !== undefined && Number.isInteger(number)) {
      answers.set(number, {
        found: AMOUNT.exec(found)?.[1] ?? found,
        note: said(detail, "自查说明") ?? "",
        evidence: said(detail, "佐证") ?? "",
      });
    }
  }
  return summary.flatMap(({ label, value }) => {
    const told = label === ITEM ? AS_TOLD.exec(value) : null;
    if (told === null) {
      return [];
    }
    const number = Number(told[1]);
    return [{ number, text: told[2] ?? value, radar: told[3], answer: answers.get(number) }];
  });
}
