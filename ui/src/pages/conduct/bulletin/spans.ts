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
