// What is entered for performance pay, as it is sent.

export interface WorkLine {
  code: string;
  score: string;
}

/** Lines of number and score; the number of the first line that is none, counted from one. */
export function workOf(text: string): { work: WorkLine[]; bad?: number } {
  const work: WorkLine[] = [];
  for (const [at, line] of text.split("\n").entries()) {
    if (line.trim() === "") {
      continue;
    }
    const [code, score, ...more] = line.trim().split(/[\s,，]+/u);
    if (code === undefined || score === undefined || more.length > 0 || !/^\d+(\.\d{1,2})?$/.test(score)) {
      return { work, bad: at + 1 };
    }
    work.push({ code, score });
  }
  return { work };
}

const HUNDRED = 100;

/** `20` percent as `0.20`, as weights travel. */
export const weightOf = (percent: number): string => (percent / HUNDRED).toFixed(4).replace(/0{1,2}$/, "");

/** Fen of an amount. */
const fenOf = (money: string): bigint => BigInt(Math.round(Number(money) * HUNDRED));

/** By how much `now` is more than `before`, to the fen. */
export function difference(now: string, before: string): string {
  const fen = fenOf(now) - fenOf(before);
  const size = fen < 0n ? -fen : fen;
  return `${fen < 0n ? "-" : ""}${(size / 100n).toString()}.${(size % 100n).toString().padStart(2, "0")}`;
}
