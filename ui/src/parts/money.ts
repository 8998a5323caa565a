// Money as text: yuan with two decimals in lists, ten thousands of yuan on dashboards. The value
// stays the server's text; only ten thousands are computed, in fen, without floating point.
import type { Money } from "../api";

interface Parsed {
  negative: boolean;
  /** Whole and fractional digits of the yuan. */
  fen: bigint;
}

function parse(money: Money): Parsed | undefined {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(money.trim());
  if (match === null) {
    return undefined;
  }
  return { negative: match[1] === "-", fen: BigInt(match[2] ?? "0") * 100n + BigInt((match[3] ?? "").padEnd(2, "0")) };
}

const grouped = (digits: bigint) => digits.toString().replace(/\B(?=(\d{3})+$)/g, ",");

/** `1234567.8` as `1,234,567.80`; text that is no amount comes back unchanged. */
export function inYuan(money: Money): string {
  const parsed = parse(money);
  if (parsed === undefined) {
    return money;
  }
  const { negative, fen } = parsed;
  return `${negative ? "-" : ""}${grouped(fen / 100n)}.${(fen % 100n).toString().padStart(2, "0")}`;
}

/** `1234567.80` as `123.46`, half a hundred yuan rounded up. */
export function inTenThousands(money: Money): string {
  const parsed = parse(money);
  if (parsed === undefined) {
    return money;
  }
  const hundredths = (parsed.fen + 5_000n) / 10_000n;
  const sign = parsed.negative && hundredths > 0n ? "-" : "";
  return `${sign}${grouped(hundredths / 100n)}.${(hundredths % 100n).toString().padStart(2, "0")}`;
}

/** For charts only, which draw with floating point: yuan as a number. */
export function asNumber(money: Money): number {
  const value = Number(money);
  return Number.isFinite(value) ? value : 0;
}

/** By how much `now` differs from `before`, as `+12.3%`; nothing where there was nothing before. */
export function change(now: Money, before: Money): string | undefined {
  const from = asNumber(before);
  if (from === 0) {
    return undefined;
  }
  const percent = ((asNumber(now) - from) / Math.abs(from)) * 100;
  return `${percent >= 0 ? "+" : ""}${percent.toFixed(1)}%`;
}
