// An edition as it is printed, in the order of the paper.
import type { ReactNode } from "react";
import type { Edition, EditionKind } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import { Honour } from "./Honour";
import { Learning } from "./Learning";
import { Picture } from "./Picture";
import { bulletinWords } from "./words";
import "../../finding/finding.css";
import "./bulletin.css";

/** Where the pictures of the edition are fetched from. */
export interface Source {
  matter: string;
  kind: EditionKind;
}

export function Printed({ of, source }: { of: Edition; source: Source }) {
  const say = useWords(bulletinWords);
  return (
    <article className="sheet bulletin">
      <header>
        <h2>{of.masthead}</h2>
        <p>
          <span>{of.issue_zh}</span>
          <span>{of.issuer}</span>
          <span>{of.published_on === undefined ? say.planned(of.publish_on) : say.issued(of.published_on)}</span>
        </p>
      </header>
      {of.corrects === undefined ? null : <p className="bulletin-corrects">{of.corrects}</p>}
      <p className="bulletin-headline">
        {of.headline}
        {of.comparison}
      </p>
      {of.letters.length === 0 ? null : (
        <Part title={say.letterTexts}>
          {of.letters.map(({ department, persons, text, full, picture }) => (
            <blockquote key={`${department} ${text}`}>
              {text}
              {full ? null : <small>{say.excerpt}</small>}
              <footer>{[department, ...persons].join(" ")}</footer>
              {picture === undefined ? null : <Picture of={picture} source={source} />}
            </blockquote>
          ))}
        </Part>
      )}
      <Part title={`${say.honour}（${of.period_zh}）`}>
        {of.honour.rows.length === 0 ? <p>{say.noHonour}</p> : <Honour of={of.honour} />}
      </Part>
      <Part title={say.commendations}>
        {of.commendations.length === 0 ? <p>{say.noCommendations}</p> : <Commendations rows={of.commendations} />}
        <div className="bulletin-pictures">
          {of.pennants.map((picture) => (
            <Picture key={picture.digest} of={picture} source={source} />
          ))}
        </div>
      </Part>
      {of.honoured.length === 0 ? null : (
        <Part title={say.honoured}>
          <ul className="plain-list">
            {of.honoured.map(({ department, name, citation }) => (
              <li key={`${department} ${name}`}>
                <strong>{`${department} ${name}`}</strong> {citation}
              </li>
            ))}
          </ul>
        </Part>
      )}
      {of.closing === "" ? null : <p className="bulletin-headline">{of.closing}</p>}
      {of.contents.length === 0 ? null : <Learning of={of} />}
      {of.warning === undefined ? null : (
        <Part title={say.warning}>
          <p>{of.warning.text}</p>
          <p>{`${say.rule}：${of.warning.rule}`}</p>
          <p>{`${say.lesson}：${of.warning.lesson}`}</p>
        </Part>
      )}
      {of.complaints === undefined ? null : (
        <Part title={say.complaints}>
          <p>{say.complaintLine(of.complaints)}</p>
        </Part>
      )}
      {of.contact.length === 0 ? null : (
        <footer>
          <h3>{say.contact}</h3>
          <p>{of.contact.map(({ label, value }) => `${label}：${value}`).join("；")}</p>
        </footer>
      )}
    </article>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
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
