// The list of an inbox. Several notices of one rule can be appealed with one argument.
import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Select, Tooltip } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, type MatterPage, type MatterRow, type Query } from "../../api";
import { Actions } from "../../parts/Actions";
import { Deadline } from "../../parts/Deadline";
import { useFilters } from "../../parts/filters";
import { History } from "../../parts/History";
import { ListPage, type Column } from "../../parts/ListPage";
import { Loaded } from "../../parts/Loaded";
import { Money } from "../../parts/Money";
import { pathOfMatter } from "../../parts/paths";
import { useTicks } from "../../parts/Together";
import { useWords } from "../../words/words";
import { BatchAppeal } from "./BatchAppeal";
import { isAppealable, kinds, stagesOf, turnOf, turns } from "./turns";
import { inboxWords, type InboxWords } from "./words";
import "../finding/finding.css";

const NAMES = ["turn", "kind", "rule", "overdue", "order"] as const;
const LATEST = 3;

export const pathOfAnswer = (id: string) => `/inbox/${encodeURIComponent(id)}`;

/** The institution is the reader's own: what tells matters apart is the rule, or the kind. */
export const nameOf = (row: MatterRow) => row.rule_name ?? `${row.kind_zh} ${row.practitioner ?? row.period ?? row.opened_at.slice(0, DAY)}`;
const DAY = 10;

/** What the list asks of the API for what its filters say. */
function asked({ turn, kind, order, ...rest }: Query): Query {
  return {
    ...rest,
    kind: kind ?? kinds.join(","),
    stage: stagesOf(turnOf(typeof turn === "string" ? turn : undefined)),
    order: order ?? "due",
  };
}

function columnsOf(say: InboxWords): Column<MatterRow>[] {
  return [
    {
      key: "title",
      name: say.title,
      title: say.title,
      ellipsis: true,
      render: (_, row) => (
        <Link className="clip" to={pathOfAnswer(row.id)} title={row.title}>
          {nameOf(row)}
        </Link>
      ),
    },
    { key: "kind", name: say.kind, title: say.kind, dataIndex: "kind_zh", width: 92 },
    { key: "stage", name: say.stage, title: say.stage, dataIndex: "stage", width: 100 },
    {
      key: "deadline",
      name: say.deadline,
      title: say.deadline,
      width: 220,
      render: (_, row) => <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />,
    },
    ...(["flagged", "upheld", "recovered"] as const).map(
      (kind): Column<MatterRow> => ({
        key: kind,
        name: say[kind],
        title: say[kind],
        width: 124,
        align: "end",
        hidden: kind !== "flagged",
        render: (_, row) => <Money of={row.figures[kind]} kind={kind} />,
      }),
    ),
    {
      key: "changed",
      name: say.changed,
      title: say.changed,
      dataIndex: "changed_at",
      width: 160,
      className: "number",
      hidden: true,
    },
  ];
}

export function Notices() {
  const say = useWords(inboxWords);
  const filters = useFilters(NAMES);
  const [appealing, setAppealing] = useState(false);
  const rules = useQuery({
    queryKey: ["matter-totals", "inbox", "rule"],
    queryFn: ({ signal }) => api.matterTotals({ kind: "review", by: "rule" }, signal),
  });
  const turn = turnOf(filters.one("turn"));
  const { ticked, choice, clear } = useTicks((row, [first]) =>
    !isAppealable(row) ? say.notAppealable : first !== undefined && row.rule !== first.rule ? say.otherRule : undefined,
  );
  return (
    <>
      <ListPage<MatterRow>
        name="inbox"
        load={(query, signal) => api.matters(asked(query), signal)}
        filters={filters}
        columns={columnsOf(say)}
        idOf={(row) => row.id}
        pathOf={(row) => pathOfAnswer(row.id)}
        none={say.noneOurs}
        preview={(row) => <Preview id={row.id} />}
        choice={choice}
        above={
          <>
            <Segmented
              aria-label={say.turn}
              value={turn}
              options={turns.map((one) => ({ value: one, label: say[one] }))}
              onChange={(chosen) => {
                filters.set({ turn: chosen === "ours" ? undefined : chosen, overdue: undefined });
              }}
            />
            <Select
              aria-label={say.kind}
              placeholder={say.anyKind}
              allowClear
              style={{ width: 120 }}
              {...withValue(filters.one("kind"))}
              options={kinds.map((kind) => ({ value: kind, label: say[kind] }))}
              onChange={(kind?: string) => {
                filters.set({ kind, rule: undefined });
              }}
            />
            <Select
              aria-label={say.rule}
              placeholder={say.anyRule}
              allowClear
              showSearch={{ optionFilterProp: "label" }}
              style={{ width: 200 }}
              {...withValue(filters.one("rule"))}
              options={(rules.data?.by ?? []).map((one) => ({
                value: one.key,
                label: `${one.name}（${one.totals.count.toLocaleString("zh-CN")}）`,
              }))}
              onChange={(chosen?: string) => {
                filters.set({ rule: chosen });
              }}
            />
            <Tooltip title={say.batchHint}>
              <Button
                type="primary"
                disabled={ticked.length === 0}
                onClick={() => {
                  setAppealing(true);
                }}
              >
                {say.batch(ticked.length)}
              </Button>
            </Tooltip>
          </>
        }
      />
      {appealing ? (
        <BatchAppeal
          rows={ticked}
          onClose={() => {
            setAppealing(false);
            clear();
          }}
        />
      ) : null}
    </>
  );
}

const withValue = (value: string | undefined) => (value === undefined ? {} : { value });

function Preview({ id }: { id: string }) {
  const matter = useQuery({ queryKey: ["matter", id], queryFn: ({ signal }) => api.matter(id, signal) });
  return <Loaded answer={matter}>{(of) => <Shown of={of} />}</Loaded>;
}

function Shown({ of }: { of: MatterPage }) {
  const say = useWords(inboxWords);
  const { row, findings, summary, history, offers } = of;
  const finding = findings[0];
  return (
    <article className="preview">
      <h2>{nameOf(row)}</h2>
      <p>
        {row.kind_zh} · {row.stage} · <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />
      </p>
      <p className="preview-actions">
        <Link to={pathOfAnswer(row.id)}>
          <Button type="primary">{row.kind === "self-audit" ? say.answer : say.open}</Button>
        </Link>
        {offers.length === 0 ? null : (
          <Actions matter={{ row, offers: offers.map((offer) => ({ ...offer, primary: false })) }} />
        )}
      </p>
      {finding === undefined ? null : (
        <p>
          {finding.sentence}
          <br />
          <small>
            {finding.service_day} {finding.department} {finding.person_masked}
          </small>
        </p>
      )}
      <ul className="plain-list">
        {summary.map(({ label, value }, index) => (
          <li key={`${label}-${index}`}>
            {label}：{value}
          </li>
        ))}
      </ul>
      <h3>{say.history}</h3>
      <History entries={history.slice(-LATEST)} />
      <Link to={pathOfMatter(row.id)}>{say.whole}</Link>
    </article>
  );
}
