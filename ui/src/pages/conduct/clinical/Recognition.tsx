// Reports that were recognised instead of examined again: how many of how many, and what that saved.
import { useQuery } from "@tanstack/react-query";
import { conduct, type Recognition as Answer } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { inTenThousands, inYuan } from "../../../parts/money";
import { useWords } from "../../../words/words";
import { Tile } from "../Tile";
import { Reasons } from "./Reasons";
import { clinicalWords } from "./words";

const number = (count: number) => count.toLocaleString("zh-CN");

export function Recognition({ month }: { month: string }) {
  const answer = useQuery({
    queryKey: ["conduct-recognition", month],
    queryFn: ({ signal }) => conduct.recognition(month, signal),
  });
  return <Loaded answer={answer}>{(of) => <Shown of={of} />}</Loaded>;
}

function Shown({ of }: { of: Answer }) {
  const say = useWords(clinicalWords);
  return (
    <>
      <h2>{say.of(of.month)}</h2>
      <div className="figures conduct-figures">
        <Tile label={say.reminders}>
          {number(of.reminders)} <small>{say.times}</small>
        </Tile>
        <Tile label={say.recognised}>
          {number(of.recognised)} <small>{say.reports}</small>
        </Tile>
        <Tile label={say.declined}>
          {number(of.declined)} <small>{say.reports}</small>
        </Tile>
        <Tile label={say.rate} note={say.rateOf(number(of.rate.numerator), number(of.rate.denominator))}>
          {of.rate.text}
        </Tile>
        <Tile label={say.saved} note={say.savedNote}>
          {inTenThousands(of.saved)} <small>{say.tenThousands}</small>
        </Tile>
      </div>
      <div className="columns">
        <div>
          <By title={say.byItem} head={say.item} rows={of.by_item} total={of.saved} />
        </div>
        <div>
          <By title={say.byDistrict} head={say.district} rows={of.by_district} total={of.saved} />
          <Declines rows={of.declines} />
        </div>
      </div>
    </>
  );
}

function By({ title, head, rows, total }: { title: string; head: string; rows: Answer["by_item"]; total: string }) {
  const say = useWords(clinicalWords);
  const sum = (of: "reminders" | "recognised") => number(rows.reduce((all, row) => all + row[of], 0));
  return (
    <section className="sheet">
      <h2>{title}</h2>
      {rows.length === 0 ? (
        <p>{say.noRecognition}</p>
      ) : (
        <table className="evidence conduct-table">
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col">{say.reminders}</th>
              <th scope="col">{say.recognised}</th>
              <th scope="col">{say.savedYuan}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td className="number">{number(row.reminders)}</td>
                <td className="number">{number(row.recognised)}</td>
                <td className="number">{inYuan(row.saved)}</td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{say.total}</th>
              <td className="number">{sum("reminders")}</td>
              <td className="number">{sum("recognised")}</td>
              <td className="number">{inYuan(total)}</td>
            </tr>
          </tfoot>
        </table>
      )}
    </section>
  );
}

function Declines({ rows }: { rows: Answer["declines"] }) {
  const say = useWords(clinicalWords);
  return (
    <section className="sheet">
      <h2>{say.declines}</h2>
      {rows.length === 0 ? <p>{say.noDeclines}</p> : null}
      <ul className="plain-list">
        {rows.map(({ reason_zh, count }) => (
          <li key={reason_zh} className="conduct-apart">
            <span>{reason_zh}</span>
            <span className="number">{number(count)}</span>
          </li>
        ))}
      </ul>
      <Reasons />
    </section>
  );
}
