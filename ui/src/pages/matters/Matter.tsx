// A matter: where it stands and by when, what one may do, the case, the papers, the history.
import { useQuery } from "@tanstack/react-query";
import { Descriptions, Empty, Steps, Table, Tabs, Tag } from "antd";
import type { ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { api, type MatterPage } from "../../api";
import { useSession } from "../../app/session";
import { Actions } from "../../parts/Actions";
import { Begin } from "../../parts/Begin";
import { Certainty } from "../../parts/Certainty";
import { Deadline } from "../../parts/Deadline";
import { FiguresStrip } from "../../parts/FiguresStrip";
import { History } from "../../parts/History";
import { Loaded } from "../../parts/Loaded";
import { Money } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { Papers } from "../../parts/Papers";
import { isOfTheFund, listOfKind, pathOfFinding, pathOfMatter } from "../../parts/paths";
import { TrailTable } from "../../parts/TrailTable";
import { useWords } from "../../words/words";
import { matterWords } from "./words";
import "../finding/finding.css";

const FINDINGS_SHOWN = 10;
/** What may come from a matter, beside what its own workflow brings about. */
const COMING_FROM = ["rectification", "transfer", "recovery"] as const;

/** What a kind shows before the case, such as the edition of a bulletin. */
type OwnTab = (of: MatterPage) => { label: string; children: ReactNode };

export const Matter = () => <MatterWith />;

export function MatterWith({ own }: { own?: OwnTab }) {
  const { id = "" } = useParams();
  const matter = useQuery({ queryKey: ["matter", id], queryFn: ({ signal }) => api.matter(id, signal) });
  return (
    <Loaded answer={matter} page>
      {(of) => <Shown of={of} {...(own === undefined ? {} : { own })} />}
    </Loaded>
  );
}

function Shown({ of, own }: { of: MatterPage; own?: OwnTab }) {
  const say = useWords(matterWords);
  const navigate = useNavigate();
  const { me } = useSession();
  const { row, steps } = of;
  const now = steps.findIndex((step) => step.state === "now");
  return (
    <div className="page">
      <PageHead
        path={listOfKind(row.kind)}
        title={row.title}
        extra={
          <>
            {me.areas.includes("matters") && isOfTheFund(row.kind) ? <Begin kinds={COMING_FROM} about={row.id} /> : null}
            <Actions
              matter={of}
              onDone={(done) => {
                if (done.id !== row.id) {
                  void navigate(pathOfMatter(done.id));
                }
              }}
            />
          </>
        }
      />
      <p>
        <Tag>{row.stage}</Tag> {isOfTheFund(row.kind) ? <Tag>{row.told ? say.told : say.notTold}</Tag> : null}
        <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} /> · {say.assignee}：
        {row.assignee_name ?? say.unassigned} · <code>{row.id}</code> · {say.version(row.version)}
      </p>
      <section className="sheet" style={{ marginBottom: 12 }} aria-label={say.steps}>
        <Steps
          size="small"
          responsive={false}
          current={now < 0 ? steps.length : now}
          items={steps.map((step) => ({ title: step.title }))}
        />
      </section>
      <Tabs
        items={[
          ...(own === undefined ? [] : [{ key: "own", ...own(of) }]),
          { key: "case", label: say.tabCase, children: <Case of={of} /> },
          {
            key: "papers",
            label: say.tabPapers,
            children: (
              <div className="sheet">
                <Papers matter={of} />
              </div>
            ),
          },
          ...(me.areas.includes("trail") ? [{ key: "trail", label: say.tabTrail, children: <TrailTable subject={row.id} /> }] : []),
        ]}
      />
    </div>
  );
}

function Case({ of }: { of: MatterPage }) {
  const say = useWords(matterWords);
  return (
    <div className="columns">
      <div>
        {isOfTheFund(of.row.kind) ? (
          <section className="sheet">
            <h2>{say.figures}</h2>
            <FiguresStrip figures={of.row.figures} />
          </section>
        ) : null}
        <section className="sheet">
          <h2>{say.summary}</h2>
          <Descriptions
            size="small"
            column={1}
            bordered
            items={of.summary.map(({ label, value }) => ({ key: label, label, children: value }))}
          />
        </section>
        {isOfTheFund(of.row.kind) ? <Findings of={of} /> : null}
      </div>
      <div>
        <section className="sheet">
          <h2>{say.history}</h2>
          <History entries={of.history} />
        </section>
        <section className="sheet">
          <h2>{say.related}</h2>
          {of.related.length === 0 ? <p>{say.noRelated}</p> : null}
          <ul className="plain-list">
            {of.related.map((row) => (
              <li key={row.id}>
                <Link to={pathOfMatter(row.id)}>{row.title}</Link>
                <div>
                  <small>
                    {row.kind_zh} · {row.stage} ·{" "}
                    <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />
                  </small>
                </div>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  );
}

function Findings({ of }: { of: MatterPage }) {
  const say = useWords(matterWords);
  return (
    <section className="sheet">
      <h2>{say.findings}</h2>
      <Table
        size="small"
        rowKey="key"
        dataSource={of.findings}
        pagination={of.findings.length > FINDINGS_SHOWN ? { pageSize: FINDINGS_SHOWN, size: "small" } : false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noFindings} /> }}
        columns={[
          {
            key: "sentence",
            title: say.sentence,
            render: (_, row) => <Link to={pathOfFinding(row.key)}>{row.sentence}</Link>,
          },
          {
            key: "certainty",
            title: say.certainty,
            width: 110,
            render: (_, row) => <Certainty level={row.certainty} name={row.certainty_zh} />,
          },
          { key: "day", title: say.day, dataIndex: "service_day", width: 100, className: "number" },
          {
            key: "amount",
            title: say.amount,
            align: "end",
            width: 110,
            render: (_, row) => <Money of={row.amount} kind="flagged" />,
          },
        ]}
      />
    </section>
  );
}
