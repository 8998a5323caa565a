// One institution: connection, amounts, what is found there, what is being done, whose points.
import { useQuery } from "@tanstack/react-query";
import { Empty, Skeleton, Table } from "antd";
import { lazy, Suspense } from "react";
import { Link, useParams } from "react-router";
import { api, type InstitutionPage } from "../../api";
import { FiguresStrip } from "../../parts/FiguresStrip";
import { Loaded } from "../../parts/Loaded";
import { Money } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfList, pathOfRule } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Access } from "./Access";
import { institutionWords } from "./words";
import "../finding/finding.css";

const MonthsChart = lazy(() => import("../../parts/MonthsChart"));
const STAGES = ["prescribing", "settlement", "feedback"] as const;

export function Institution() {
  const { code = "" } = useParams();
  const answer = useQuery({ queryKey: ["institution", code], queryFn: ({ signal }) => api.institution(code, signal) });
  return (
    <Loaded answer={answer} page>
      {(of) => <Shown of={of} />}
    </Loaded>
  );
}

function Shown({ of }: { of: InstitutionPage }) {
  const say = useWords(institutionWords);
  const { organisation } = of;
  const { code } = organisation;
  return (
    <div className="page">
      <PageHead
        path="/institutions"
        title={organisation.name}
        extra={<Link to={pathOfList("/queue", { institution: code })}>{say.findings}</Link>}
      />
      <dl className="finding-head">
        {[
          [say.code, code],
          [say.level, organisation.level ?? "—"],
          [say.division, organisation.division],
        ].map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        {STAGES.map((stage) => (
          <div key={stage}>
            <dt>{say[stage]}</dt>
            <dd>
              <Access state={organisation.access[stage]} />
            </dd>
          </div>
        ))}
      </dl>
      <div className="columns">
        <div>
          <section className="sheet">
            <h2>{say.figures}</h2>
            <FiguresStrip figures={of.figures} large />
          </section>
          <section className="sheet">
            <h2>{say.trend}</h2>
            <div style={{ height: 260 }}>
              <Suspense fallback={<Skeleton active />}>
                <MonthsChart months={of.months} title={say.trend} />
              </Suspense>
            </div>
          </section>
          <section className="sheet">
            <h2>{say.rules}</h2>
            <Table
              size="small"
              rowKey="key"
              pagination={false}
              dataSource={of.rules}
              locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noRules} /> }}
              columns={[
                {
                  key: "name",
                  title: say.rule,
                  render: (_, row) => <Link to={pathOfRule(row.key)}>{row.name}</Link>,
                },
                {
                  key: "count",
                  title: say.count,
                  align: "end",
                  width: 90,
                  render: (_, row) => (
                    <Link to={pathOfList("/queue", { institution: code, rule: row.key })}>
                      {row.count.toLocaleString("zh-CN")}
                    </Link>
                  ),
                },
                {
                  key: "flagged",
                  title: say.flagged,
                  align: "end",
                  width: 150,
                  render: (_, row) => <Money of={row.flagged} kind="flagged" />,
                },
              ]}
            />
          </section>
        </div>
        <div>
          <section className="sheet">
            <h2>{say.matters}</h2>
            {of.matters.length === 0 ? <p>{say.noMatters}</p> : null}
            <ul className="plain-list">
              {of.matters.map(({ kind, kind_zh, count }) => (
                <li key={kind}>
                  <Link to={pathOfList("/matters", { institution: code, kind })}>
                    {kind_zh} {say.items(count.toLocaleString("zh-CN"))}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
          <section className="sheet">
            <h2>{say.points}</h2>
            <p>
              <Link to={pathOfList("/points", { institution: code })}>{say.allPoints}</Link>
            </p>
          </section>
        </div>
      </div>
    </div>
  );
}
