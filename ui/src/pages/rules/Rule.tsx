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
import { Loaded } from "../../parts/Loaded";
import { MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfList } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Knowledge } from "./Knowledge";
import { percentOf } from "./Rules";
import { ruleWords } from "./words";
import "../finding/finding.css";
import "./rule.css";

const MonthsChart = lazy(() => import("../../parts/MonthsChart"));

export function Rule() {
  const { code = "" } = useParams();
  const answer = useQuery({ queryKey: ["rule", code], queryFn: ({ signal }) => api.rule(code, signal) });
  return (
    <Loaded answer={answer} page>
      {(of) => <Shown of={of} />}
    </Loaded>
  );
}

function Shown({ of }: { of: RulePage }) {
  const say = useWords(ruleWords);
  const facts = [
    { name: say.code, shown: of.code },
    { name: say.category, shown: of.class },
    { name: say.behaviour, shown: of.behaviour },
    { name: say.certainty, shown: of.certainty_zh },
    { name: say.data, shown: of.data_zh },
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
        {[
          { title: say.needs, texts: of.needs },
          { title: say.tables, texts: of.tables },
          { title: say.override, texts: of.may_override === undefined ? [] : [of.may_override] },
        ]
          .filter(({ texts }) => texts.length > 0)
          .map(({ title, texts }) => (
            <section key={title} className="sheet">
              <h2>{title}</h2>
              <p>{texts.join("、")}</p>
            </section>
          ))}
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
          <h2>{say.quality}</h2>
          <dl className="quality">
            {[
              { name: say.precision, part: of.quality.upheld, whole: of.quality.upheld + of.quality.cleared },
              { name: say.appealsWon, part: of.quality.appeals_won, whole: of.quality.appealed },
              { name: say.adopted, part: of.quality.adopted, whole: of.quality.shown },
              { name: say.overridden, part: of.quality.overridden, whole: of.quality.shown },
            ].map(({ name, part, whole }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{shareOf(part, whole, say.unknown)}</dd>
              </div>
            ))}
          </dl>
          <p>{say.qualityNote}</p>
        </section>
      </div>
    </div>
  );
}

/** A share with what it was made of, since few make no rate. */
function shareOf(part: number, whole: number, unknown: string): string {
  const count = (of: number) => of.toLocaleString("zh-CN");
  return whole === 0 ? unknown : `${((part / whole) * 100).toFixed(1)}%（${count(part)}/${count(whole)}）`;
}
