// The four amounts side by side, each in its colour, with the unit.
import type { Figures } from "../api";
import { useWords } from "../words/words";
import { figureKinds, figureWords, MoneyWithUnit } from "./Money";
import "./figure.css";

export function FiguresStrip({ figures, large }: { figures: Figures; large?: boolean }) {
  const names = useWords(figureWords);
  return (
    <dl className="strip">
      {figureKinds.map((kind) => (
        <div key={kind}>
          <dt>{names[kind]}</dt>
          <dd>
            <MoneyWithUnit of={figures[kind]} kind={kind} large={large ?? false} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
