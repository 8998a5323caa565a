// 恪守医德、拒收“红包”公示: departments and people over their rows, the totals below. The totals are the
// server's, which checks them against the rows and the headline before anything is published.
import type { Edition } from "../../../api/conduct";
import { inYuan } from "../../../parts/money";
import { useWords } from "../../../words/words";
import { spansOf } from "./spans";
import { bulletinWords } from "./words";

/** A way that nobody went stays empty. */
const times = (count: number) => (count === 0 ? "" : String(count));

export function Honour({ of: { rows, totals } }: { of: Edition["honour"] }) {
  const say = useWords(bulletinWords);
  const departments = spansOf(rows, (row) => row.department);
  const people = spansOf(rows, (row) => `${row.department} ${row.staff}`);
  const other = totals.other > 0;
  return (
    <table className="evidence bulletin-honour">
      <thead>
        <tr>
          <th scope="col" rowSpan={2}>
            {say.department}
          </th>
          <th scope="col" rowSpan={2}>
            {say.staff}
          </th>
          <th scope="col" rowSpan={2}>
            {say.amount}
          </th>
          <th scope="colgroup" colSpan={other ? 3 : 2}>
            {say.ways}
          </th>
          <th scope="col" rowSpan={2}>
            {say.patient}
          </th>
        </tr>
        <tr>
          <th scope="col">{say.deposit}</th>
          <th scope="col">{say.returned}</th>
          {other ? <th scope="col">{say.other}</th> : null}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, at) => (
          // Rows have no name of their own: the same person may refuse the same amount twice.
          <tr key={at}>
            {departments[at] === 0 ? null : (
              <th scope="rowgroup" rowSpan={departments[at]}>
                {row.department}
              </th>
            )}
            {people[at] === 0 ? null : (
              <td rowSpan={people[at]}>
                {row.staff}
                {row.supplement ? say.supplement : ""}
              </td>
            )}
            <td className="number">{row.amount === undefined ? say.notShown : inYuan(row.amount)}</td>
            <td className="number">{times(row.deposit)}</td>
            <td className="number">{times(row.returned)}</td>
            {other ? <td className="number">{times(row.other)}</td> : null}
            <td>{row.patient}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            {say.total}
          </th>
          <td className="number">{inYuan(totals.amount)}</td>
          <td className="number">{totals.deposit}</td>
          <td className="number">{totals.returned}</td>
          {other ? <td className="number">{totals.other}</td> : null}
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
