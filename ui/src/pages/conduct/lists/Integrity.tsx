// 廉洁台账: packets, commendations, declarations and complaints, under the figures of the chosen period.
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, DatePicker, Modal } from "antd";
import { Fragment, useState } from "react";
import { Link } from "react-router";
import { conduct, type IntegrityLedger } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { dayjs } from "../../../parts/days";
import { Loaded } from "../../../parts/Loaded";
import { Money } from "../../../parts/Money";
import { inYuan } from "../../../parts/money";
import { pathOfMatter } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { SheetImport } from "../import/SheetImport";
import { TabbedLists } from "./Tabbed";
import { listWords } from "./words";
import "../conduct.css";
import "../../../parts/figure.css";
import "../../finding/finding.css";

export function Integrity() {
  const say = useWords(listWords);
  return (
    <TabbedLists
      path="/integrity"
      over={<Period />}
      kinds={[
        {
          kind: "packet",
          label: say.packets,
          columns: ["title", "practitioner", "stage", "deadline"],
          none: "nonePackets",
          tools: <SheetImport of="packets" />,
        },
        {
          kind: "commendation",
          label: say.commendations,
          columns: ["title", "practitioner", "stage", "opened"],
          none: "noneBegun",
          tools: <SheetImport of="commendations" />,
        },
        {
          kind: "declaration",
          label: say.declarations,
          columns: ["title", "practitioner", "stage", "deadline"],
          none: "noneBegun",
        },
        {
          kind: "service-complaint",
          label: say.complaints,
          columns: ["title", "stage", "assignee", "deadline"],
          none: "noneBegun",
        },
      ]}
    />
  );
}

const DAY = "YYYY-MM-DD";

function Period() {
  const say = useWords(listWords);
  const [month, setMonth] = useState(() => dayjs());
  const [whole, setWhole] = useState(false);
  const query = { from: month.startOf("month").format(DAY), to: month.endOf("month").format(DAY) };
  const ledger = useQuery({ queryKey: ["conduct-ledger", query], queryFn: ({ signal }) => conduct.ledger(query, signal) });
  return (
    <section className="sheet conduct-gap" aria-label={say.period}>
      <div className="ledger">
        <div>
          <DatePicker
            aria-label={say.period}
            picker="month"
            allowClear={false}
            value={month}
            onChange={(chosen) => {
              if (chosen !== null) {
                setMonth(chosen);
              }
            }}
          />
          <Button
            type="link"
            onClick={() => {
              setWhole(true);
            }}
          >
            {say.byDepartment}
          </Button>
        </div>
        <Loaded answer={ledger}>{(of) => <Figures of={of} />}</Loaded>
      </div>
      {ledger.data === undefined ? null : <Warnings rows={ledger.data.warnings} />}
      <Modal
        open={whole}
        width={760}
        title={`${say.byDepartment} · ${month.format("YYYY-MM")}`}
        footer={null}
        onCancel={() => {
          setWhole(false);
        }}
      >
        <Loaded answer={ledger}>{(of) => <ByDepartment rows={of.by_department} />}</Loaded>
      </Modal>
    </section>
  );
}

/** In one line where there is room: the list below is what the page is for. */
function Figures({ of }: { of: IntegrityLedger }) {
  const say = useWords(listWords);
  const { palette } = usePreferences();
  const { packets } = of;
  const disposals = (["deposit", "returned", "office", "other", "pending"] as const).filter((way) => packets[way].count > 0);
  const alarm = (count: number) => (count > 0 ? { color: palette.red } : {});
  return (
    <dl className="strip">
      <div>
        <dt>{say.personTimes}</dt>
        <dd>
          {packets.rows} <small>{say.times}</small> <small>{say.peopleDepartments(packets.people, packets.departments)}</small>
        </dd>
      </div>
      <div>
        <dt>{say.amount}</dt>
        <dd className="number">
          {inYuan(packets.amount)} <small>{say.yuan}</small>
        </dd>
      </div>
      {disposals.map((way) => (
        <div key={way}>
          <dt>{say[way]}</dt>
          <dd className="number">
            {inYuan(packets[way].amount)} <small>{say.yuan}</small> <small>{say.count(packets[way].count)}</small>
          </dd>
        </div>
      ))}
      <div>
        <dt>{say.pennants}</dt>
        <dd>{say.flags(of.pennants, of.letters, of.other)}</dd>
      </div>
      <div title={say.lateNote}>
        <dt>{say.late}</dt>
        <dd style={alarm(of.late)}>
          {of.late} <small>{say.rows}</small>
        </dd>
      </div>
      <div title={say.overdueNote}>
        <dt>{say.overdue}</dt>
        <dd style={alarm(of.pending_red)}>
          {of.pending_red} <small>{say.rows}</small>
        </dd>
      </div>
    </dl>
  );
}

/** What somebody should look at; it stops nothing. */
function Warnings({ rows }: { rows: IntegrityLedger["warnings"] }) {
  return rows.map(({ say: what, matters }) => (
    <Alert
      key={`${what} ${matters.join(" ")}`}
      type="warning"
      showIcon
      className="ledger-warning"
      title={
        <>
          {what}
          {matters.map((matter) => (
          <Fragment key={matter}>
            {" "}
            <Link to={pathOfMatter(matter)}>{matter.slice(matter.indexOf("/") + 1)}</Link>
          </Fragment>
          ))}
        </>
      }
    />
  ));
}

function ByDepartment({ rows }: { rows: IntegrityLedger["by_department"] }) {
  const say = useWords(listWords);
  if (rows.length === 0) {
    return <p>{say.noLedger}</p>;
  }
  return (
    <table className="evidence">
      <thead>
        <tr>
          <th scope="col">{say.department}</th>
          <th scope="col">{`${say.packets}（${say.times}）`}</th>
          <th scope="col">{`${say.amount}（${say.yuan}）`}</th>
          <th scope="col">{say.pennant}</th>
          <th scope="col">{say.letter}</th>
          <th scope="col">{say.otherPraise}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.department}>
            <th scope="row">{row.department}</th>
            <td className="number">{row.packets}</td>
            <td className="number">
              <Money of={row.amount} />
            </td>
            <td className="number">{row.pennants}</td>
            <td className="number">{row.letters}</td>
            <td className="number">{row.other}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
