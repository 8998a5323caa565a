// What the check says to a scheme, and what it reads in it.
import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import type { UseQueryResult } from "@tanstack/react-query";
import { Spin } from "antd";
import type { SchemeCheck } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { schemeWords } from "./words";

export function Problems({ check, waiting }: { check: UseQueryResult<SchemeCheck>; waiting: boolean }) {
  const say = useWords(schemeWords);
  return (
    <>
      <section className="sheet" aria-live="polite">
        <h2>
          {say.problems} {waiting ? <Spin size="small" aria-label={say.checking} /> : null}
        </h2>
        {check.isPending && check.fetchStatus === "idle" ? (
          <p>{say.nothing}</p>
        ) : (
          <Loaded answer={check}>{(of) => <Said of={of} />}</Loaded>
        )}
      </section>
      {check.data === undefined || check.data.areas.length === 0 ? null : <Read of={check.data} />}
    </>
  );
}

function Said({ of: { problems } }: { of: SchemeCheck }) {
  const say = useWords(schemeWords);
  const { palette } = usePreferences();
  if (problems.length === 0) {
    return (
      <p style={{ color: palette.green }}>
        <CheckCircleFilled /> {say.noProblems}
      </p>
    );
  }
  return (
    <>
      <p style={{ color: palette.red }}>
        <CloseCircleFilled /> {say.problemsOf(problems.length)}
      </p>
      <ul className="plain-list scheme-problems">
        {problems.map(({ line, say: what }) => (
          <li key={`${line ?? ""} ${what}`}>
            {line === undefined ? null : <code>{say.line(line)}</code>}
            <span>{what}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Read({ of }: { of: SchemeCheck }) {
  const say = useWords(schemeWords);
  return (
    <section className="sheet">
      <h2>{say.size(of.items, of.rules, of.vetoes)}</h2>
      <h3>{say.areas}</h3>
      <ul className="plain-list">
        {of.areas.map(({ name, points }) => (
          <li key={name}>
            {name} <span className="number">{points}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
