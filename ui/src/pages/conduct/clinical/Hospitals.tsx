// Clinical conduct of a month by hospital, as a bureau's leaders see it: no department, no doctor, no small count.
import { useQuery } from "@tanstack/react-query";
import { conduct, type Hospitals as Answer, type RecognitionSums } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { inYuan } from "../../../parts/money";
import { useWords } from "../../../words/words";
import { Indicators } from "./Antimicrobial";
import { clinicalWords } from "./words";

export function Hospitals({ month }: { month: string }) {
  const answer = useQuery({
    queryKey: ["conduct-hospitals", month],
    queryFn: ({ signal }) => conduct.hospitals(month, signal),
  });
  return <Loaded answer={answer}>{(of) => <Shown of={of} />}</Loaded>;
}

function Shown({ of }: { of: Answer }) {
  const say = useWords(clinicalWords);
  if (of.rows.length === 0) {
    return <p>{say.noHospitals}</p>;
  }
  return (
    <>
      <section className="sheet conduct-gap">
        <h2>{say.hospitalsOf(of.month)}</h2>
        <table className="evidence conduct-table">
          <thead>
            <tr>
              <th scope="col">{say.hospital}</th>
              <th scope="col">{say.reminders}</th>
              <th scope="col">{say.recognised}</th>
              <th scope="col">{say.rate}</th>
              <th scope="col">{say.savedYuan}</th>
            </tr>
          </thead>
          <tbody>
            {of.rows.map((row) => (
              <Sums key={row.institution} name={row.institution_name} of={row.recognition} />
            ))}
          </tbody>
          <tfoot>
            <Sums name={say.total} of={of.total} />
          </tfoot>
        </table>
        <p className="conduct-note">{say.small}</p>
      </section>
      {of.rows.map((row) => (
        <section key={row.institution} className="sheet conduct-gap">
          <h2>{`${row.institution_name} · ${say.antimicrobial}`}</h2>
          {row.indicators.length === 0 ? <p>{say.noIndicators}</p> : <Indicators rows={row.indicators} />}
        </section>
      ))}
    </>
  );
}

function Sums({ name, of }: { name: string; of: RecognitionSums }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{of.reminders}</td>
      <td className="number">{of.recognised}</td>
      <td className="number">{of.rate}</td>
      <td className="number">{of.saved === undefined ? "—" : inYuan(of.saved)}</td>
    </tr>
  );
}
