// A rule as people read it: the document, the law, the cases with their verdicts, the knowledge rows,
// and what it has brought.
import { CheckCircleFilled, CloseCircleFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Skeleton, Table, Tabs, Tag } from "antd";
import { lazy, Suspense } from "react";
import Markdown from "react-markdown";
import { Link, useParams } from "react-router";
import remarkGfm from "remark-gfm";
import { api, type RulePage } from "../../api";
import { usePreferences } from "../../app/preferences";
import { MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfList } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { Knowledge } from "./Knowledge";
import { percentOf } from "./Rules";
import { ruleWords } from "./words";
import "../finding/finding.css";
import "./rule.css";

const MonthsChart = lazy(() => import("./MonthsChart"));

export function Rule() {
  const { code = "" } = useParams();
  const answer = useQuery({ queryKey: ["rule", code], queryFn: ({ signal }) => api.rule(code, signal) });
  if (answer.isError) {
    return (
      <div className="page">
        <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} />
      </div>
    );
  }
  if (answer.isPending) {
    return (
      <div className="page">
        <Skeleton active paragraph={{ rows: 10 }} />
      </div>
    );
  }
  return <Shown of={answer.data} />;
}

function Shown({ of }: { of: RulePage }) {
  const say = useWords(ruleWords);
  const facts = [
    { name: say.code, shown: of.code },
    { name: say.category, shown: of.category },
    { name: say.certainty, shown: of.certainty_zh },
    { name: say.data, shown: of.data_state },
    {
      name: say.findings,
      shown: <Link to={pathOfList("/queue", { rule: of.code })}>{of.findings.toLocaleString("zh-CN")}</Link>,
    },
    { name: say.flagged, shown: <MoneyWithUnit of={of.flagged} kind="flagged" /> },
    { name: say.precision, shown: percentOf(of.precision, say.unknown) },
  ];
  return (
    <div className="page">
      <PageHead path="/rules" title={of.name} extra={<Tag>{of.state_zh}</Tag>} />
      <dl className="finding-head">
        {facts.map(({ name, shown }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{shown}</dd>
          </div>
        ))}
      </dl>
      <Tabs
        items={[
          { key: "document", label: say.document, children: <Document of={of} /> },
          { key: "cases", label: say.cases, children: <Cases of={of} /> },
          {
            key: "knowledge",
            label: say.knowledge(of.knowledge_rows.toLocaleString("zh-CN")),
            children: (
              <div className="sheet">
                <Knowledge rule={of.code} any={of.knowledge_rows > 0} />
              </div>
            ),
          },
          { key: "effect", label: say.effect, children: <Effect of={of} /> },
        ]}
      />
    </div>
  );
}

function Document({ of }: { of: RulePage }) {
  const say = useWords(ruleWords);
  return (
    <div className="columns">
      <div>
        <article className="sheet document">
          <Markdown remarkPlugins={[remarkGfm]}>{of.text}</Markdown>
        </article>
      </div>
      <div>
        <section className="sheet">
          <h2>{say.basis}</h2>
          <ul className="plain-list">
            {of.basis.map((law) => (
              <li key={law}>{law}</li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function Cases({ of }: { of: RulePage }) {
  const say = useWords(ruleWords);
  const { palette } = usePreferences();
  const passed = of.cases.filter((one) => one.passed).length;
  return (
    <section className="sheet">
      <p>{say.casesPassed(passed, of.cases.length)}</p>
      <Table
        size="small"
        rowKey="title"
        pagination={false}
        dataSource={of.cases}
        columns={[
          { key: "title", title: say.caseTitle, dataIndex: "title" },
          { key: "verdict", title: say.verdict, dataIndex: "verdict" },
          {
            key: "passed",
            title: say.result,
            width: 110,
            render: (_, one) => (
              <span style={{ color: one.passed ? palette.green : palette.red }}>
                {one.passed ? <CheckCircleFilled /> : <CloseCircleFilled />} {one.passed ? say.passed : say.failed}
              </span>
            ),
          },
        ]}
      />
    </section>
  );
}

function Effect({ of }: { of: RulePage }) {
  const say = useWords(ruleWords);
  return (
    <div className="columns">
      <div>
        <section className="sheet">
          <h2>{say.months}</h2>
          <div style={{ height: 280 }}>
            <Suspense fallback={<Skeleton active />}>
              <MonthsChart months={of.months} title={say.months} />
            </Suspense>
          </div>
        </section>
      </div>
      <div>
        <section className="sheet">
          <h2>{say.falsePositives}</h2>
          {of.false_positives.length === 0 ? (
            <p>{say.noFalsePositives}</p>
          ) : (
            <Table
              size="small"
              rowKey="reason"
              pagination={false}
              dataSource={of.false_positives}
              columns={[
                { key: "reason", title: say.reason, dataIndex: "reason" },
                { key: "count", title: say.count, dataIndex: "count", align: "end" },
              ]}
            />
          )}
        </section>
      </div>
    </div>
  );
}
