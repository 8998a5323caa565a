// A finding: the sentence, then the argument on the left, the surroundings on the right.
import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Steps, Table, Tabs } from "antd";
import { Link, useParams } from "react-router";
import { api, type FindingPage, type MatterPage, type Offer } from "../../api";
import { useSession } from "../../app/session";
import { Actions } from "../../parts/Actions";
import { Certainty } from "../../parts/Certainty";
import { settle } from "../../parts/command";
import { Deadline } from "../../parts/Deadline";
import { History } from "../../parts/History";
import { Loaded } from "../../parts/Loaded";
import { MaskedPerson } from "../../parts/MaskedPerson";
import { Money, MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { Papers } from "../../parts/Papers";
import { pathOfFinding, pathOfInstitution, pathOfMatter, pathOfRule } from "../../parts/paths";
import { TrailTable } from "../../parts/TrailTable";
import { useWords } from "../../words/words";
import { Arithmetic, Basis, Compared, WayOut } from "./Argument";
import { PersonTimeline } from "./PersonTimeline";
import { findingWords } from "./words";
import "./finding.css";

/** What is done with a finding is done with its review, or with its lead before there is a review. */
function useMatterOf(finding: FindingPage) {
  const id = finding.review ?? finding.lead;
  return useQuery({
    queryKey: ["matter", id],
    queryFn: ({ signal }) => api.matter(id ?? "", signal),
    enabled: id !== undefined,
    retry: false,
  });
}

/** Of a lead's offers, the check is about this finding alone. */
const about = (key: string) => (offer: Offer) => (offer.command === "mark" ? settle(offer, { finding: key }) : offer);

export function Finding() {
  const { key = "" } = useParams();
  const finding = useQuery({ queryKey: ["finding", key], queryFn: ({ signal }) => api.finding(key, signal) });
  return (
    <Loaded answer={finding} page>
      {(of) => <Shown of={of} />}
    </Loaded>
  );
}

function Shown({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  const { me } = useSession();
  const flow = useMatterOf(of).data;
  return (
    <div className="page">
      <PageHead
        path="/queue"
        short={of.rule_name}
        title={
          <span className="finding-sentence">
            <Certainty level={of.certainty} name={of.certainty_zh} />
            <span>{of.sentence}</span>
          </span>
        }
        extra={
          <>
            {flow === undefined ? null : <Actions matter={flow} adapt={about(of.key)} />}
            <Button
              icon={<PrinterOutlined />}
              onClick={() => {
                window.print();
              }}
            >
              {say.print}
            </Button>
          </>
        }
      />
      <Head of={of} flow={flow} />
      <Tabs
        items={[
          { key: "argument", label: say.tabArgument, children: <Sheets of={of} flow={flow} /> },
          {
            key: "papers",
            label: say.tabPapers,
            children: <div className="sheet">{flow === undefined ? say.noHistory : <Papers matter={flow} />}</div>,
          },
          {
            key: "flow",
            label: say.tabFlow,
            children: <div className="sheet">{flow === undefined ? say.noHistory : <Flow flow={flow} />}</div>,
          },
          ...(me.areas.includes("trail") ? [{ key: "trail", label: say.tabTrail, children: <TrailTable subject={of.key} /> }] : []),
        ]}
      />
    </div>
  );
}

function Head({ of, flow }: { of: FindingPage; flow: MatterPage | undefined }) {
  const say = useWords(findingWords);
  const facts = [
    { name: say.flagged, shown: <MoneyWithUnit of={of.amount} kind="flagged" /> },
    { name: say.rule, shown: <Link to={pathOfRule(of.rule)}>{of.rule_name}</Link> },
    { name: say.institution, shown: <Link to={pathOfInstitution(of.institution)}>{of.institution_name}</Link> },
    { name: say.department, shown: of.department === "" ? say.none : of.department },
    { name: say.person, shown: <MaskedPerson finding={of.key} masked={of.person_masked} /> },
    { name: say.day, shown: of.service_day },
    { name: say.state, shown: flow?.row.stage ?? of.stage ?? say.untreated },
    {
      name: say.deadline,
      shown: (
        <Deadline due={flow?.row.due} left={flow?.row.working_days_left} overdue={flow?.row.overdue ?? false} />
      ),
    },
  ];
  return (
    <dl className="finding-head">
      {facts.map(({ name, shown }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{shown}</dd>
        </div>
      ))}
    </dl>
  );
}

function Flow({ flow }: { flow: MatterPage }) {
  const now = flow.steps.findIndex((step) => step.state === "now");
  return (
    <>
      <Steps
        size="small"
        responsive={false}
        current={now < 0 ? flow.steps.length : now}
        items={flow.steps.map((step) => ({ title: step.title }))}
        style={{ marginBottom: 16 }}
      />
      <History entries={flow.history} />
    </>
  );
}

function Sheets({ of, flow }: { of: FindingPage; flow: MatterPage | undefined }) {
  const say = useWords(findingWords);
  return (
    <div className="columns">
      <div>
        <div className="sheet">
          <Basis of={of} />
          <Compared of={of} />
          <Arithmetic of={of} />
          <WayOut of={of} />
          <p>
            <small>
              {say.behaviour}：{of.behaviour} · {say.run}：{of.run} · {say.firstSeen}：{of.first_seen} · {say.book}：
              <code title={of.book_hash}>{of.book_hash.slice(0, 16)}</code>
            </small>
          </p>
        </div>
      </div>
      <div>
        <section className="sheet">
          <h2>{say.timeline}</h2>
          <PersonTimeline finding={of.key} />
          {of.supporting.length === 0 ? null : (
            <p>
              {say.supporting}：
              {of.supporting.map(({ rule, name }) => (
                <Link key={rule} to={pathOfRule(rule)} style={{ marginInlineEnd: 12 }}>
                  {name}
                </Link>
              ))}
            </p>
          )}
        </section>
        <Similar of={of} />
        <section className="sheet">
          <h2>{say.history}</h2>
          {of.lead === undefined ? null : (
            <p>
              {say.lead}：<Link to={pathOfMatter(of.lead)}>{of.lead}</Link>
            </p>
          )}
          {flow === undefined ? <p>{say.noHistory}</p> : <History entries={flow.history} />}
        </section>
      </div>
    </div>
  );
}

function Similar({ of }: { of: FindingPage }) {
  const say = useWords(findingWords);
  return (
    <section className="sheet">
      <h2>{say.similar}</h2>
      {of.outcomes.length === 0 ? null : (
        <p>
          {say.outcomes}：{of.outcomes.map(({ stage, count }) => `${stage} ${count}`).join("，")}
        </p>
      )}
      {of.similar.length === 0 ? (
        <p>{say.noSimilar}</p>
      ) : (
        <Table
          size="small"
          rowKey="key"
          pagination={false}
          dataSource={of.similar}
          columns={[
            {
              key: "day",
              title: say.day,
              render: (_, row) => <Link to={pathOfFinding(row.key)}>{row.service_day}</Link>,
            },
            { key: "amount", title: say.amount, align: "end", render: (_, row) => <Money of={row.amount} kind="flagged" /> },
            { key: "outcome", title: say.outcome, render: (_, row) => (row.outcome === "" ? say.untreated : row.outcome) },
          ]}
        />
      )}
    </section>
  );
}
