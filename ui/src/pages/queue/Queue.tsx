// The auditor's queue: findings with facets and the argument beside them, worked through by keyboard.
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Select } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, type FindingRow } from "../../api";
import { dayjs } from "../../parts/days";
import { Certainty } from "../../parts/Certainty";
import { useFilters, type Filters } from "../../parts/filters";
import { ListPage, type Column } from "../../parts/ListPage";
import { Money, MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfFinding, pathOfInstitution, pathOfRule } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Deed, type DeedKind } from "./Deed";
import { Facets } from "./Facets";
import { FindingPreview } from "./FindingPreview";
import { queueWords } from "./words";

const NAMES = ["institution", "rule", "lead", "from", "before", "at_least"] as const;
const DAY_MS = 86_400_000;
const DAY = "YYYY-MM-DD";

function columnsOf(say: typeof queueWords.zh): Column<FindingRow>[] {
  return [
    {
      key: "day",
      name: say.day,
      title: say.day,
      width: 96,
      className: "number",
      render: (_, row) => <Link to={pathOfFinding(row.key)}>{row.service_day}</Link>,
    },
    {
      key: "certainty",
      name: say.certainty,
      title: say.certainty,
      width: 106,
      render: (_, row) => <Certainty level={row.certainty} name={row.certainty_zh} />,
    },
    {
      key: "rule",
      name: say.rule,
      title: say.rule,
      ellipsis: true,
      render: (_, row) => (
        <Link className="clip" to={pathOfRule(row.rule)} title={row.rule_name}>
          {row.rule_name}
        </Link>
      ),
    },
    {
      key: "institution",
      name: say.institution,
      title: say.institution,
      ellipsis: true,
      render: (_, row) => (
        <Link className="clip" to={pathOfInstitution(row.institution)} title={row.institution_name}>
          {row.institution_name}
        </Link>
      ),
    },
    { key: "department", name: say.department, title: say.department, dataIndex: "department", ellipsis: true, width: 96 },
    { key: "person", name: say.person, title: say.person, dataIndex: "person_masked", width: 74 },
    {
      key: "amount",
      name: say.amount,
      title: say.amount,
      align: "end",
      width: 100,
      render: (_, row) => <Money of={row.amount} kind="flagged" />,
    },
    {
      key: "age",
      name: say.age,
      title: say.age,
      width: 76,
      align: "end",
      hidden: true,
      render: (_, row) => say.days(Math.max(0, Math.floor((Date.now() - dayjs(row.first_seen).valueOf()) / DAY_MS))),
    },
    { key: "run", name: say.run, title: say.run, dataIndex: "run", hidden: true, width: 160 },
  ];
}

function Period({ filters }: { filters: Filters }) {
  const say = useWords(queueWords);
  const from = filters.one("from");
  const before = filters.one("before");
  return (
    <DatePicker.RangePicker
      aria-label={say.period}
      placeholder={[say.from, say.to]}
      value={[from === undefined ? null : dayjs(from), before === undefined ? null : dayjs(before).subtract(1, "day")]}
      allowEmpty
      onChange={(days) => {
        filters.set({ from: days?.[0]?.format(DAY), before: days?.[1]?.add(1, "day").format(DAY) });
      }}
    />
  );
}

export function Queue() {
  const say = useWords(queueWords);
  const filters = useFilters(NAMES);
  const [deed, setDeed] = useState<{ row: FindingRow; kind: DeedKind } | null>(null);
  const totals = useQuery({
    queryKey: ["finding-totals", "certainty", filters.query],
    queryFn: ({ signal }) => api.findingTotals({ ...filters.query, by: "certainty" }, signal),
  });
  const doing = (kind: DeedKind) => (row: FindingRow) => {
    setDeed({ row, kind });
  };
  const total = totals.data;
  return (
    <div className="page page-list">
      <PageHead
        path="/queue"
        extra={
          total === undefined ? null : (
            <span>
              {say.total(total.count.toLocaleString("zh-CN"))} <MoneyWithUnit of={total.flagged} kind="flagged" large />
            </span>
          )
        }
      />
      <ListPage<FindingRow>
        name="findings"
        load={api.findings}
        filters={filters}
        columns={columnsOf(say)}
        idOf={(row) => row.key}
        pathOf={(row) => pathOfFinding(row.key)}
        none={say.none}
        exportPath="/findings/export.xlsx"
        exportName="findings"
        keys={{ c: doing("confirm"), f: doing("refute"), a: doing("assign") }}
        keysNote={say.keys}
        beside={<Facets filters={filters} />}
        above={
          <>
            <Period filters={filters} />
            <Select
              aria-label={say.certainty}
              style={{ width: 150 }}
              value={filters.one("at_least") ?? "3"}
              options={[
                { value: "3", label: say.anyCertainty },
                { value: "2", label: say.suspect },
                { value: "1", label: say.definite },
              ]}
              onChange={(least) => {
                filters.set({ at_least: least === "3" ? undefined : least });
              }}
            />
          </>
        }
        preview={(row) => <FindingPreview row={row} onDeed={(kind) => { setDeed({ row, kind }); }} />}
      />
      {deed === null ? null : (
        <Deed
          key={`${deed.row.key}-${deed.kind}`}
          row={deed.row}
          kind={deed.kind}
          onClose={() => {
            setDeed(null);
          }}
        />
      )}
    </div>
  );
}
