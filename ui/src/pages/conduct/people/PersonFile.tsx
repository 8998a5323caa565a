// The conduct file of a person's year: what it means for title, honour and pay; the score and where each
// point comes from; vetoes; what is going on.
import { Table, Tag } from "antd";
import { Link } from "react-router";
import type { PersonPage } from "../../../api/conduct";
import { dayjs } from "../../../parts/days";
import { Deadline } from "../../../parts/Deadline";
import { pathOfMatter } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { ScoreSheet } from "./ScoreSheet";
import { Standing } from "./Standing";
import { isInForce } from "./vetoes";
import { personWords } from "./words";
import "../../finding/finding.css";
import "../conduct.css";

export function PersonFile({ of }: { of: PersonPage }) {
  return (
    <>
      <p>
        <Tag>{of.department}</Tag> <Tag>{of.category_zh}</Tag> <code>{of.code}</code>
      </p>
      <Standing of={of.standing} />
      <div className="columns">
        <div>
          <ScoreSheet of={of} />
        </div>
        <div>
          <Vetoes of={of} />
          <Matters of={of} />
        </div>
      </div>
    </>
  );
}

function Vetoes({ of }: { of: PersonPage }) {
  const say = useWords(personWords);
  const today = dayjs().format("YYYY-MM-DD");
  return (
    <section className="sheet">
      <h2>{say.vetoes}</h2>
      {of.vetoes.length === 0 ? <p>{say.noVetoes}</p> : null}
      <ul className="plain-list">
        {of.vetoes.map((veto) => (
          <li key={veto.matter}>
            <Tag>{isInForce(veto, today) ? say.active : say.lifted}</Tag>
            <Link to={pathOfMatter(veto.matter)}>{veto.text}</Link>
            <div className="number">
              <small>
                {veto.from} — {veto.until ?? say.noEnd}
              </small>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Matters({ of }: { of: PersonPage }) {
  const say = useWords(personWords);
  return (
    <section className="sheet">
      <h2>{say.matters}</h2>
      <Table
        size="small"
        rowKey="id"
        dataSource={of.matters}
        pagination={false}
        locale={{ emptyText: say.noMatters }}
        columns={[
          {
            key: "title",
            title: say.event,
            render: (_, row) => (
              <>
                <Link to={pathOfMatter(row.id)}>{row.title}</Link>
                <div>
                  <small>{row.kind_zh}</small>
                </div>
              </>
            ),
          },
          { key: "stage", title: say.stage, dataIndex: "stage", width: 100 },
          {
            key: "due",
            title: say.deadline,
            width: 190,
            render: (_, row) => <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />,
          },
        ]}
      />
    </section>
  );
}
