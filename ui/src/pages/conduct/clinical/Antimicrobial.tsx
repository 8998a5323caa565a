// Indicators of antimicrobials: each with its parts, its target and whether that is met or cannot be said.
import { CheckCircleFilled, CloseCircleFilled, QuestionCircleFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Checkbox, Tag } from "antd";
import { useState } from "react";
import { conduct, type Antimicrobial as Answer, type Indicator, type IndicatorsOf } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { clinicalWords } from "./words";

export function Antimicrobial({ month }: { month: string }) {
  const [doctors, setDoctors] = useState(false);
  const answer = useQuery({
    queryKey: ["conduct-antimicrobial", month, doctors],
    queryFn: ({ signal }) => conduct.antimicrobial(month, doctors, signal),
    // Every look at single doctors is recorded: no look that nobody asked for.
    refetchOnWindowFocus: false,
  });
  return <Loaded answer={answer}>{(of) => <Shown of={of} doctors={doctors} onDoctors={setDoctors} />}</Loaded>;
}

interface Given {
  of: Answer;
  doctors: boolean;
  onDoctors: (wanted: boolean) => void;
}

function Shown({ of, doctors, onDoctors }: Given) {
  const say = useWords(clinicalWords);
  return (
    <>
      {of.may_see_doctors ? (
        <p>
          <Checkbox
            checked={doctors}
            onChange={({ target }) => {
              onDoctors(target.checked);
            }}
          >
            {say.withDoctors}
          </Checkbox>
        </p>
      ) : null}
      {of.rows.length === 0 ? <p>{say.noFigures}</p> : null}
      {of.rows.map((row) => (
        <Unit key={[row.institution, row.department, row.doctor].join(" ")} of={row} />
      ))}
    </>
  );
}

function Unit({ of }: { of: IndicatorsOf }) {
  const say = useWords(clinicalWords);
  return (
    <section className="sheet conduct-gap">
      <h2>{[of.institution_name, of.department, of.doctor].filter((part) => part !== undefined).join(" · ")}</h2>
      <Indicators rows={of.indicators} />
      {of.uncounted.length === 0 ? null : <p className="conduct-note">{say.uncounted(of.uncounted.join("；"))}</p>}
    </section>
  );
}

/** Each indicator with its parts, its target and how it stands. */
export function Indicators({ rows }: { rows: readonly Indicator[] }) {
  const say = useWords(clinicalWords);
  return (
    <table className="evidence conduct-table">
      <thead>
        <tr>
          <th scope="col">{say.indicator}</th>
          <th scope="col">{say.parts}</th>
          <th scope="col">{say.value}</th>
          <th scope="col">{say.target}</th>
          <th scope="col">{say.standing}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.zh}>
            <th scope="row">
              {row.zh} <small>{row.unit}</small>
            </th>
            <td className="number">
              {row.numerator === undefined || row.denominator === undefined ? "" : say.rateOf(row.numerator, row.denominator)}
            </td>
            <td className="number">{row.value}</td>
            <td>{row.target ?? ""}</td>
            <td>
              <Light of={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Light({ of }: { of: Indicator }) {
  const { palette } = usePreferences();
  const unsaid = { colour: palette.grey, icon: <QuestionCircleFilled /> };
  const look = {
    met: { colour: palette.green, icon: <CheckCircleFilled /> },
    missed: { colour: palette.red, icon: <CloseCircleFilled /> },
    no_target: unsaid,
    no_case: unsaid,
    sample_too_small: unsaid,
    units_doubtful: unsaid,
    incomplete: unsaid,
  }[of.standing];
  return (
    <Tag icon={look.icon} variant="outlined" style={{ color: look.colour, borderColor: look.colour, background: "transparent" }}>
      {of.standing_zh}
    </Tag>
  );
}
