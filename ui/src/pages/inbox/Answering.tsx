// Answering a notice or a task: the evidence on one side, what one does on the other.
import { useQuery } from "@tanstack/react-query";
import { Button, Descriptions, Steps } from "antd";
import { useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { api, type FindingPage, type FindingRow, type MatterPage, type Offer } from "../../api";
import { Certainty } from "../../parts/Certainty";
import { OfferForm, useOfferForm } from "../../parts/CommandDialog";
import { Deadline } from "../../parts/Deadline";
import { History } from "../../parts/History";
import { Loaded } from "../../parts/Loaded";
import { MaskedPerson } from "../../parts/MaskedPerson";
import { MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfFinding, pathOfMatter } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Arithmetic, Basis, Compared, WayOut } from "../finding/Argument";
import "../finding/finding.css";
import { AuditItems } from "./AuditItems";
import { nameOf } from "./Notices";
import { inboxWords } from "./words";
import "./inbox.css";

export function Answering() {
  const { id = "" } = useParams();
  const matter = useQuery({ queryKey: ["matter", id], queryFn: ({ signal }) => api.matter(id, signal) });
  return (
    <Loaded answer={matter} page>
      {(of) => <Shown key={id} of={of} />}
    </Loaded>
  );
}

function Shown({ of }: { of: MatterPage }) {
  const say = useWords(inboxWords);
  const { row, steps } = of;
  const now = steps.findIndex((step) => step.state === "now");
  return (
    <div className="page">
      <PageHead
        path="/inbox"
        short={nameOf(row)}
        title={row.rule_name === undefined ? nameOf(row) : `${row.kind_zh}：${row.rule_name}`}
        extra={<Link to={pathOfMatter(row.id)}>{say.whole}</Link>}
      />
      <section className="sheet" aria-label={say.steps} style={{ marginBottom: 12 }}>
        <p style={{ marginTop: 0 }}>
          {row.stage} · <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} /> ·{" "}
          <MoneyWithUnit of={row.figures.flagged} kind="flagged" />
        </p>
        <Steps
          size="small"
          responsive={false}
          current={now < 0 ? steps.length : now}
          items={steps.map((step) => ({ title: step.title }))}
        />
      </section>
      {row.kind === "self-audit" ? (
        <AuditItems of={of} />
      ) : (
        <div className="answering">
          <div>{row.kind === "review" || of.findings.length > 0 ? <Evidence findings={of.findings} /> : <Summary of={of} />}</div>
          <div className="answering-own">
            <Own of={of} />
            {row.kind === "review" ? <Summary of={of} /> : null}
            <section className="sheet">
              <h2>{say.history}</h2>
              <History entries={of.history} />
            </section>
          </div>
        </div>
      )}
    </div>
  );
}

function Summary({ of }: { of: MatterPage }) {
  const say = useWords(inboxWords);
  return (
    <section className="sheet">
      <h2>{say.summary}</h2>
      <Descriptions
        size="small"
        column={1}
        items={of.summary.map(({ label, value }, index) => ({ key: index, label, children: value }))}
      />
    </section>
  );
}

function Evidence({ findings }: { findings: readonly FindingRow[] }) {
  const say = useWords(inboxWords);
  const [at, setAt] = useState(0);
  const key = findings[at]?.key;
  const finding = useQuery({
    queryKey: ["finding", key],
    queryFn: ({ signal }) => api.finding(key ?? "", signal),
    enabled: key !== undefined,
  });
  if (key === undefined) {
    return <section className="sheet">{say.noEvidence}</section>;
  }
  return (
    <section className="sheet" aria-label={say.evidence}>
      {findings.length === 1 ? null : (
        <p className="list-above">
          <Button size="small" disabled={at === 0} onClick={() => { setAt(at - 1); }}>
            {say.previous}
          </Button>
          {say.shown(at + 1, findings.length)}
          <Button size="small" disabled={at === findings.length - 1} onClick={() => { setAt(at + 1); }}>
            {say.next}
          </Button>
        </p>
      )}
      <Loaded answer={finding}>{(of) => <OneFinding of={of} />}</Loaded>
    </section>
  );
}

function OneFinding({ of }: { of: FindingPage }) {
  const say = useWords(inboxWords);
  return (
    <>
      <p style={{ marginTop: 0 }}>
        <Certainty level={of.certainty} name={of.certainty_zh} />{" "}
        <Link to={pathOfFinding(of.key)}>
          <strong>{of.sentence}</strong>
        </Link>
      </p>
      <Descriptions
        size="small"
        column={2}
        items={[
          { key: "person", label: say.person, children: <MaskedPerson finding={of.key} masked={of.person_masked} /> },
          { key: "day", label: say.day, children: of.service_day },
          { key: "department", label: say.department, children: of.department === "" ? say.unknown : of.department },
          { key: "practitioner", label: say.practitioner, children: of.practitioner ?? say.unknown },
        ]}
      />
      <Basis of={of} />
      <Compared of={of} />
      <Arithmetic of={of} />
      <WayOut of={of} />
    </>
  );
}

function Own({ of }: { of: MatterPage }) {
  const say = useWords(inboxWords);
  const [chosen, setChosen] = useState<string | undefined>(of.offers.find((offer) => offer.primary)?.command);
  const offer = of.offers.find((one) => one.command === chosen) ?? of.offers[0];
  return (
    <section className="sheet">
      <h2>{say.ourAnswer}</h2>
      {offer === undefined ? (
        <p>{say.nothingOffered}</p>
      ) : (
        <>
          {of.offers.length === 1 ? null : (
            <div className="answering-choices" role="group" aria-label={say.choosing}>
              {of.offers.map((one) => (
                <Button
                  key={one.command}
                  aria-pressed={one === offer}
                  className={one === offer ? "answering-chosen" : ""}
                  onClick={() => {
                    setChosen(one.command);
                  }}
                >
                  {one.zh}
                </Button>
              ))}
            </div>
          )}
          <OneOffer key={`${offer.command}-${of.row.version}`} of={of} offer={offer} />
        </>
      )}
    </section>
  );
}

function OneOffer({ of, offer }: { of: MatterPage; offer: Offer }) {
  const navigate = useNavigate();
  const state = useOfferForm({
    matter: of.row.id,
    version: of.row.version,
    offer,
    onDone: () => void navigate("/inbox"),
  });
  return (
    <>
      <OfferForm matter={of.row.id} offer={offer} state={state} />
      <Button
        type="primary"
        loading={state.sending}
        onClick={() => {
          state.form.submit();
        }}
      >
        {offer.zh}
      </Button>
    </>
  );
}
