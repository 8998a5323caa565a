// An amount, and the four kinds of amount that never mix: each has its word and its colour.
import type { Figures, Money as Amount } from "../api";
import { usePreferences } from "../app/preferences";
import { useWords, words } from "../words/words";
import { inTenThousands, inYuan } from "./money";

export type FigureKind = keyof Figures;
export const figureKinds: readonly FigureKind[] = ["flagged", "upheld", "recovered", "avoided"];

export const figureWords = words(
  { flagged: "疑点金额", upheld: "认定金额", recovered: "追回金额", avoided: "避免金额", yuan: "元", tenThousands: "万元" },
  {
    flagged: "Flagged",
    upheld: "Upheld",
    recovered: "Recovered",
    avoided: "Avoided",
    yuan: "CNY",
    tenThousands: "10k CNY",
  },
);

/** In a list: yuan, two decimals. The column's head prints the unit. */
export function Money({ of, kind }: { of: Amount; kind?: FigureKind }) {
  const { palette } = usePreferences();
  return (
    <span className="number" style={kind === undefined ? undefined : { color: palette[kind] }}>
      {inYuan(of)}
    </span>
  );
}

/** On its own: with the unit. */
export function MoneyWithUnit({ of, kind, large }: { of: Amount; kind?: FigureKind; large?: boolean }) {
  const say = useWords(figureWords);
  const { palette } = usePreferences();
  return (
    <span className="number" style={kind === undefined ? undefined : { color: palette[kind] }}>
      {large === true ? inTenThousands(of) : inYuan(of)} {large === true ? say.tenThousands : say.yuan}
    </span>
  );
}
