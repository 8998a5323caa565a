// The argument of a finding, in its order: the law, what was compared, the sum, the way out.
import { CheckCircleOutlined, WarningFilled } from "@ant-design/icons";
import type { FindingPage } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Money } from "../../parts/Money";
import { inYuan } from "../../parts/money";
import { useWords } from "../../words/words";
import { findingWords } from "./words";
import "./finding.css";

export function Basis({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  const { knowledge } = of;
  return (
    <section className="argument">
      <h2>{say.basis}</h2>
      <ul>
        {of.basis.map((law) => (
          <li key={law}>{law}</li>
        ))}
      </ul>
      {knowledge === undefined ? null : (
        <blockquote>
          <p>
            {say.knowledge} {knowledge.id} {knowledge.name}：{knowledge.text}
          </p>
          <small>
            {say.source}：{knowledge.source} · {say.layer}：{knowledge.layer === "" ? say.national : knowledge.layer}
          </small>
        </blockquote>
      )}
    </section>
  );
}

export function Compared({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  const { palette } = usePreferences();
  return (
    <section className="argument">
      <h2>{say.compared}</h2>
      <table className="evidence">
        <thead>
          <tr>
            <th scope="col">{say.fact}</th>
            <th scope="col">{say.required}</th>
            <th scope="col">{say.found}</th>
          </tr>
        </thead>
        <tbody>
          {of.compared.map(({ fact, required, found }) => (
            <tr key={fact}>
              <th scope="row">{fact}</th>
              <td>{required}</td>
              <td className="differs" style={{ color: palette.red }}>
                <WarningFilled aria-hidden /> <strong>{found}</strong>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** In fen, without floating point. */
const fenOf = (money: string) => BigInt(Math.round(Number(money) * 100));

export function Arithmetic({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  const { palette } = usePreferences();
  const agrees = of.lines.reduce((sum, line) => sum + fenOf(line.counted), 0n) === fenOf(of.amount);
  return (
    <section className="argument">
      <h2>{say.arithmetic}</h2>
      <table className="evidence evidence-lines">
        <thead>
          <tr>
            <th scope="col">{say.item}</th>
            <th scope="col">{say.role}</th>
            <th scope="col">{say.time}</th>
            <th scope="col">{say.quantity}</th>
            <th scope="col">{say.price}</th>
            <th scope="col">{say.amount}</th>
            <th scope="col">{say.counted}</th>
          </tr>
        </thead>
        <tbody>
          {of.lines.map((line) => (
            <tr key={line.id}>
              <th scope="row">
                {line.name}
                <small>
                  {line.code} {line.payment_class}
                </small>
              </th>
              <td>{line.role === "violating" ? say.violating : say.involved}</td>
              <td>{line.time ?? "—"}</td>
              <td>{line.quantity}</td>
              <td>
                <Money of={line.price} />
              </td>
              <td>
                <Money of={line.amount} />
              </td>
              <td>
                <Money of={line.counted} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={6}>
              {say.sum}{" "}
              {agrees ? (
                <small style={{ color: palette.green }}>
                  <CheckCircleOutlined aria-hidden /> {say.agrees}
                </small>
              ) : (
                <small style={{ color: palette.red }}>
                  <WarningFilled aria-hidden /> {say.differs}
                </small>
              )}
            </th>
            <td>
              <strong className="number">{inYuan(of.amount)}</strong>
            </td>
          </tr>
        </tfoot>
      </table>
      <p>{of.arithmetic}</p>
    </section>
  );
}

export function WayOut({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  return (
    <section className="argument">
      <h2>{say.wayOut}</h2>
      {of.ways_out.length === 0 ? (
        <p>{say.noWayOut}</p>
      ) : (
        <ul>
          {of.ways_out.map((way) => (
            <li key={way}>{way}</li>
          ))}
        </ul>
      )}
      {of.lowered.length === 0 ? null : (
        <p>
          {say.lowered}：{of.lowered.join("；")}
        </p>
      )}
      {of.may_override === "" ? null : (
        <p>
          {say.override}：{of.may_override}
        </p>
      )}
    </section>
  );
}
