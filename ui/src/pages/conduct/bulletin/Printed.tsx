// An edition as it is printed.
import type { Edition } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import { Honour } from "./Honour";
import { inChinese } from "./spans";
import { bulletinWords } from "./words";
import "../../finding/finding.css";
import "./bulletin.css";

export function Printed({ of }: { of: Edition }) {
  const say = useWords(bulletinWords);
  return (
    <article className="sheet bulletin">
      <header>
        <h2>{of.masthead}</h2>
        <p>
          <span>{of.issue_zh}</span>
          <span>{of.issuer}</span>
          <span>{of.published_on === undefined ? say.notIssued : say.issued(of.published_on)}</span>
        </p>
      </header>
      <p className="bulletin-headline">
        {of.headline}
        {of.comparison}
      </p>
      {of.letters.length === 0 ? null : (
        <section>
          <h3>{say.letterTexts}</h3>
          {of.letters.map(({ department, persons, text }) => (
            <blockquote key={`${department} ${text}`}>
              {text}
              <footer>{`${department} ${persons}`}</footer>
            </blockquote>
          ))}
        </section>
      )}
      <section>
        <h3>{`${say.honour}（${of.period_zh}）`}</h3>
        {of.honour.rows.length === 0 ? <p>{say.noHonour}</p> : <Honour of={of.honour} />}
      </section>
      <section>
        <h3>{say.commendations}</h3>
        {of.commendations.length === 0 ? <p>{say.noCommendations}</p> : <Commendations rows={of.commendations} />}
      </section>
      {of.honoured.length === 0 ? null : (
        <section>
          <h3>{say.honoured}</h3>
          <ul className="plain-list">
            {of.honoured.map(({ department, name, citation }) => (
              <li key={`${department} ${name}`}>
                <strong>{`${department} ${name}`}</strong> {citation}
              </li>
            ))}
          </ul>
        </section>
      )}
      {of.warning === undefined ? null : (
        <section>
          <h3>{say.warning}</h3>
          <p>{of.warning.text}</p>
          <p>{`${say.rule}：${of.warning.rule}`}</p>
          <p>{of.warning.lesson}</p>
        </section>
      )}
      {of.complaints === undefined ? null : (
        <section>
          <h3>{say.complaints}</h3>
          <p>
            {say.complaintLine(of.complaints.received, of.complaints.confirmed, of.complaints.closed)}
            {of.complaints.satisfied === undefined ? "" : say.satisfied(of.complaints.satisfied)}
          </p>
        </section>
      )}
      {of.closing === undefined ? null : <p>{of.closing}</p>}
      {of.learning.length === 0 ? null : (
        <section>
          <h3>{say.learning}</h3>
          <ul className="plain-list">
            {of.learning.map(({ title, source, url }, at) => (
              <li key={title}>
                {inChinese(at + 1)}、
                {url === undefined ? (
                  title
                ) : (
                  <a href={url} target="_blank" rel="noreferrer">
                    {title}
                  </a>
                )}
                {say.source(source)}
              </li>
            ))}
          </ul>
        </section>
      )}
      <footer>
        <h3>{say.contact}</h3>
        <p>{of.contact.map(({ label, value }) => `${label}：${value}`).join("；")}</p>
      </footer>
    </article>
  );
}

function Commendations({ rows }: { rows: Edition["commendations"] }) {
  const say = useWords(bulletinWords);
  const sum = (of: "pennants" | "letters" | "other") => rows.reduce((total, row) => total + row[of], 0);
  return (
    <table className="evidence">
      <thead>
        <tr>
          <th scope="col">{say.department}</th>
          <th scope="col">{say.pennants}</th>
          <th scope="col">{say.letters}</th>
          <th scope="col">{say.others}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.department}>
            <th scope="row">{row.department}</th>
            <td className="number">{row.pennants}</td>
            <td className="number">{row.letters}</td>
            <td className="number">{row.other}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{say.total}</th>
          <td className="number">{sum("pennants")}</td>
          <td className="number">{sum("letters")}</td>
          <td className="number">{sum("other")}</td>
        </tr>
      </tfoot>
    </table>
  );
}
