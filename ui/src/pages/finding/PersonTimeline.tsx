// A person's stays as bars and lines as ticks, what the finding rests on marked. Every bar has its
// words in it, so that nothing hangs on colour.
import { Tooltip } from "antd";
import type { Timeline } from "../../api";
import { inYuan } from "../../parts/money";
import { useWords } from "../../words/words";
import { findingWords } from "./words";

const days = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

export function PersonTimeline({ timeline }: { timeline: Timeline }) {
  const say = useWords(findingWords);
  const begin = days(timeline.from);
  const length = Math.max(1, days(timeline.to) - begin + 1);
  const at = (day: string) => `${(Math.min(1, Math.max(0, (days(day) - begin) / length)) * 100).toFixed(2)}%`;
  const width = (from: string, to: string) => `${(((days(to) - days(from) + 1) / length) * 100).toFixed(2)}%`;
  return (
    <div className="time">
      {timeline.visits.map((visit) => (
        <div key={visit.id} className="time-row">
          <span
            className={visit.evidence ? "time-bar time-bar-evidence" : "time-bar"}
            style={{ insetInlineStart: at(visit.from), width: width(visit.from, visit.to) }}
          />
          <span className="time-name clip" title={visit.institution}>
            {visit.evidence ? `【${say.evidence}】` : ""}
            {visit.kind} {visit.from === visit.to ? visit.from : `${visit.from} — ${visit.to}`} {visit.institution}
          </span>
        </div>
      ))}
      <div className="time-row">
        {timeline.lines.map((line, index) => (
          <Tooltip key={`${line.day}-${index}`} title={`${line.day} ${line.name} ${inYuan(line.amount)}`}>
            <span
              className={line.evidence ? "time-tick time-tick-evidence" : "time-tick"}
              style={{ insetInlineStart: at(line.day) }}
            />
          </Tooltip>
        ))}
      </div>
      <div className="time-axis">
        <span>{timeline.from}</span>
        <span>{timeline.to}</span>
      </div>
      <ul className="plain-list">
        {timeline.lines
          .filter((line) => line.evidence)
          .map((line, index) => (
            <li key={`${line.day}-${index}`}>
              【{say.evidence}】{line.day} {line.name} <span className="number">{inYuan(line.amount)}</span>
            </li>
          ))}
      </ul>
    </div>
  );
}
