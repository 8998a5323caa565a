// Stays of a month that cost too much, with what their reviews came to.
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { conduct, type Costly as Answer } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { inYuan } from "../../../parts/money";
import { pathOfMatter } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { clinicalWords } from "./words";

export function Costly({ month }: { month: string }) {
  const answer = useQuery({
    queryKey: ["conduct-high-cost", month],
    queryFn: ({ signal }) => conduct.costly(month, signal),
  });
  return <Loaded answer={answer}>{(of) => <Shown of={of} />}</Loaded>;
}

function Shown({ of }: { of: Answer }) {
  const say = useWords(clinicalWords);
  return (
    <>
      <section className="sheet">
        <h2>{say.costlyOf(of.month)}</h2>
        {of.cases.length === 0 ? (
          <p>{say.noCostly}</p>
        ) : (
          <table className="evidence conduct-table">
            <thead>
              <tr>
                {[say.institution, say.department, say.doctor, say.group, say.discharged, say.totalYuan, say.threshold, say.stage, say.verdict, say.doubtful].map(
                  (head) => (
                    <th key={head} scope="col">
                      {head}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {of.cases.map((row) => (
                <tr key={row.matter}>
                  <th scope="row">{row.institution_name}</th>
                  <td>{row.department}</td>
                  <td>{row.practitioner}</td>
                  <td>{row.group}</td>
                  <td>{row.discharged_on}</td>
                  <td className="number">{inYuan(row.total)}</td>
                  <td className="number" title={row.basis}>
                    {inYuan(row.threshold)}
                  </td>
                  <td>
                    <Link to={pathOfMatter(row.matter)}>{row.stage}</Link>
                  </td>
                  <td>{row.verdict ?? ""}</td>
                  <td className="number">{row.doubtful === undefined ? "" : inYuan(row.doubtful)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {of.unjudged.length === 0 ? null : (
        <p className="conduct-note">
          {say.unjudged(of.unjudged.map(({ group, stays }) => say.groupOf(group, stays)).join("、"))}
        </p>
      )}
    </>
  );
}
