// Points are texts such as "97.5"; they are added in hundredths, so that totals agree to the last digit.

/** Hundredths of a text; nothing where it is no number. */
function hundredths(points: string): bigint | undefined {
  const match = /^([+\-−]?)(\d+)(?:\.(\d{1,2}))?$/u.exec(points.trim());
  if (match === null) {
    return undefined;
  }
  const size = BigInt(match[2] ?? "0") * 100n + BigInt((match[3] ?? "").padEnd(2, "0"));
  return match[1] === "-" || match[1] === "−" ? -size : size;
}

/** `[ "80", "-2.5" ]` as `77.5`; a text that is no number counts nothing. */
export function sumOf(all: readonly string[]): string {
  const sum = all.reduce((total, one) => total + (hundredths(one) ?? 0n), 0n);
  const size = sum < 0n ? -sum : sum;
  const rest = (size % 100n).toString().padStart(2, "0").replace(/0+$/, "");
  return `${sum < 0n ? "-" : ""}${(size / 100n).toString()}${rest === "" ? "" : `.${rest}`}`;
}

/** With its sign; nothing has none. */
export function signed(points: string): string {
  const value = hundredths(points);
  return value === undefined || value <= 0n || points.startsWith("+") ? points : `+${points}`;
}

export const compare = (a: string, b: string): number => Number((hundredths(a) ?? 0n) - (hundredths(b) ?? 0n));
