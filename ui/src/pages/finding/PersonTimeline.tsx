// A person's visits as bars and the charged days as ticks, what the finding rests on marked. Every bar
// has its words in it, so that nothing hangs on colour. It is asked for apart from the finding: reading
// settled claims takes longer, and not everybody who sees a finding may look at the person.
import { useQuery } from "@tanstack/react-query";
import { Tooltip } from "antd";
import { api, type Timeline } from "../../api";
import { Loaded } from "../../parts/Loaded";
import { inYuan } from "../../parts/money";
import { useWords } from "../../words/words";
import { findingWords } from "./words";

const days = (day: string) => Date.parse(`${day}T00:00:00Z`) / 86_400_000;

export function PersonTimeline({ finding }: { finding: string }) {
  const timeline = useQuery({
    queryKey: ["timeline", finding],
    queryFn: ({ signal }) => api.timeline(finding, signal),
    // Every look is written down: it is taken once, not whenever the window is looked at again.
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return <Loaded answer={timeline}>{(of) => <Drawn timeline={of} />}</Loaded>;
}

function Drawn({ timeline }: { timeline: Timeline }) {
  const say = useWords(findingWords);
  if (timeline.visits.length === 0) {
    return <p>{say.noTimeline}</p>;
  }
  const begin = days(timeline.from);
  const length = Math.max(1, days(timeline.to) - begin + 1);
  const within = (day: string) => Math.min(1, Math.max(0, (days(day) - begin) / length));
  const percent = (part: number) => `${(part * 100).toFixed(2)}%`;
  const width = (from: string, to: string) => percent(Math.max(0, within(to) - within(from)) + 1 / length);
  return (
    <div className="time">
      {timeline.visits.map((visit, index) => (
        <div key={`${visit.from}-${index}`} className="time-row">
          <span className="clip" title={visit.institution_name}>
            {visit.evidence ? `【${say.evidence}】` : ""}
            {visit.setting} {spanOf(visit.from, visit.to, say.goesOn)} {visit.institution_name}
          </span>
          <div className="time-track">
            <span
              className={visit.evidence ? "time-bar time-bar-evidence" : "time-bar"}
              style={{ insetInlineStart: percent(within(visit.from)), width: width(visit.from, visit.to ?? timeline.to) }}
            />
          </div>
        </div>
      ))}
      <div className="time-track time-lines">
        {timeline.days.map((day) => (
          <Tooltip key={day.day} title={`${day.day} ${say.lines(day.lines)} ${inYuan(day.amount)}`}>
            <span
              className={day.evidence ? "time-tick time-tick-evidence" : "time-tick"}
              style={{ insetInlineStart: percent(within(day.day)) }}
            />
          </Tooltip>
        ))}
      </div>
      <div className="time-axis">
        <span>{timeline.from}</span>
        <span>{timeline.to}</span>
      </div>
      <ul className="plain-list">
        {timeline.evidence.map((line, index) => (
          <li key={`${line.day}-${index}`}>
            【{say.evidence}】{line.day} {line.name} <span className="number">{inYuan(line.amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function spanOf(from: string, to: string | undefined, goesOn: string): string {
  if (to === undefined) {
    return `${from} — ${goesOn}`;
  }
  return from === to ? from : `${from} — ${to}`;
}
