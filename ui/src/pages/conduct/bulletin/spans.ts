// Which cells of a column stand over several rows: neighbours that are alike become one cell.

/** For each row how many rows its cell covers; nothing where the cell above covers it. */
export function spansOf<Row>(rows: readonly Row[], keyOf: (row: Row) => string): number[] {
  const spans = rows.map(() => 0);
  let first = 0;
  rows.forEach((row, at) => {
    const above = rows[at - 1];
    if (above === undefined || keyOf(above) !== keyOf(row)) {
      first = at;
    }
    spans[first] = (spans[first] ?? 0) + 1;
  });
  return spans;
}

const DIGITS = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
const TEN = 10;

/** `12` as 十二, for numbers of headings below a hundred. */
export function inChinese(number: number): string {
  const [tens, ones] = [Math.floor(number / TEN), number % TEN];
  const head = tens === 0 ? "" : `${tens === 1 ? "" : (DIGITS[tens] ?? "")}十`;
  return `${head}${ones === 0 && tens > 0 ? "" : (DIGITS[ones] ?? "")}`;
}
