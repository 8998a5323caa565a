// The year at a glance: grades, departments, what waits, what could not be scored.
import { useQuery } from "@tanstack/react-query";
import { Progress, Table } from "antd";
import { Link } from "react-router";
import { api } from "../../api";
import type { ConductYear } from "../../api/conduct";
import { Deadline } from "../../parts/Deadline";
import { Figure } from "../../parts/Figure";
import { Loaded } from "../../parts/Loaded";
import { pathOfList, pathOfMatter, pathOfPerson } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Grade } from "./Grade";
import { CONDUCT_KINDS } from "./kinds";
import { compare } from "./points";
import { conductWords } from "./words";
import "../finding/finding.css";
import "./conduct.css";

const countOf = (of: ConductYear, grade: string) => of.grades.find((one) => one.grade === grade)?.count ?? 0;
const number = (count: number) => count.toLocaleString("zh-CN");

export function Year({ of }: { of: ConductYear }) {
  return (
    <>
      <Figures of={of} />
      <div className="columns">
        <div>
          <Grades of={of} />
          <Departments of={of} />
        </div>
        <div>
          <Waiting />
          <Schemes of={of} />
          {of.unscored.length === 0 ? null : <Unscored of={of} />}
        </div>
      </div>
    </>
  );
}

function Figures({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  const people = pathOfList("/conduct", { tab: "people" });
  const assessed = Math.max(1, of.people.length);
  return (
    <div className="figures conduct-figures">
      <Figure label={say.assessed} to={people} note={of.institution_name}>
        {number(of.people.length)} <small>{say.people}</small>
      </Figure>
      <Figure
        label={say.excellent}
        to={pathOfList("/conduct", { tab: "people", grade: "excellent" })}
        note={say.excellentNote(((countOf(of, "excellent") / assessed) * 100).toFixed(1))}
      >
        {number(countOf(of, "excellent"))} <small>{say.people}</small>
      </Figure>
      <Figure
        label={say.poor}
        to={pathOfList("/conduct", { tab: "people", grade: "poor" })}
        note={say.poorNote}
        alarm={countOf(of, "poor") > 0}
      >
        {number(countOf(of, "poor"))} <small>{say.people}</small>
      </Figure>
      <Figure label={say.unscored} to="/schemes" note={say.unscoredNote} alarm={of.unscored.length > 0}>
        {number(of.unscored.length)} <small>{say.items}</small>
      </Figure>
    </div>
  );
}

function Grades({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  const all = Math.max(1, of.people.length);
  return (
    <section className="sheet">
      <h2>{say.grades}</h2>
      <ul className="plain-list conduct-bars">
        {of.grades.map(({ grade, grade_zh, count }) => (
          <li key={grade}>
            <Link to={pathOfList("/conduct", { tab: "people", grade })} aria-label={grade_zh}>
              <Grade of={grade} name={grade_zh} />
            </Link>
            <Progress percent={(count / all) * 100} showInfo={false} size="small" aria-label={grade_zh} />
            <span className="number">
              {number(count)} {say.people} · {((count / all) * 100).toFixed(1)}%
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const MOST_DEPARTMENTS = 10;

function Departments({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  return (
    <section className="sheet">
      <h2>{say.departments}</h2>
      <Table
        size="small"
        rowKey="department"
        dataSource={[...of.departments].sort((a, b) => compare(b.score ?? "0", a.score ?? "0"))}
        pagination={of.departments.length > MOST_DEPARTMENTS ? { pageSize: MOST_DEPARTMENTS, size: "small" } : false}
        columns={[
          {
            key: "department",
            title: say.department,
            render: (_, { department }) => <Link to={pathOfList("/conduct", { tab: "people", department })}>{department}</Link>,
          },
          { key: "people", title: say.people, align: "end", width: 90, dataIndex: "people" },
          { key: "score", title: say.score, align: "end", width: 110, className: "number", render: (_, { score }) => score ?? "—" },
        ]}
      />
    </section>
  );
}

const MOST_WAITING = 8;

/** What of conduct ends next or is over already. */
function Waiting() {
  const say = useWords(conductWords);
  const query = { kind: [...CONDUCT_KINDS], order: "due", size: MOST_WAITING };
  const due = useQuery({ queryKey: ["matters", "conduct", "due"], queryFn: ({ signal }) => api.matters(query, signal) });
  return (
    <section className="sheet">
      <h2>{say.waiting}</h2>
      <Loaded answer={due}>
        {({ rows }) =>
          rows.every((row) => row.due === undefined) ? (
            <p>{say.noWaiting}</p>
          ) : (
            <ul className="plain-list">
              {rows
                .filter((row) => row.due !== undefined)
                .map((row) => (
                  <li key={row.id}>
                    <Link className="clip" to={pathOfMatter(row.id)} title={row.title}>
                      {row.title}
                    </Link>
                    <small>
                      {row.kind_zh} · {row.stage} ·{" "}
                      <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />
                    </small>
                  </li>
                ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
}

function Schemes({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  return (
    <section className="sheet">
      <h2>{say.schemes}</h2>
      {of.schemes.length === 0 ? <p>{say.noSchemes}</p> : null}
      <ul className="plain-list">
        {of.schemes.map(({ category, category_zh, title, version, matter }) => (
          <li key={category}>
            {category_zh}：{matter === undefined ? title : <Link to={pathOfMatter(matter)}>{title}</Link>}{" "}
            <small>{matter === undefined ? say.shipped : `${say.version} ${version}`}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Unscored({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  return (
    <section className="sheet">
      <h2>{say.unscored}</h2>
      <p>{say.unscoredWhy}</p>
      <ul className="plain-list">
        {of.unscored.map(({ event, code, reason }) => (
          <li key={`${event} ${code}`}>
            <Link to={pathOfMatter(event)}>{event}</Link> · <Link to={pathOfPerson(code)}>{code}</Link>
            <div>{reason}</div>
          </li>
        ))}
      </ul>
    </section>
  );
}
