// All rules with what they find and how often they are right. The list is small and comes whole.
import { useQuery } from "@tanstack/react-query";
import { Empty, Select, Table, Tag } from "antd";
import { Link } from "react-router";
import { api, type RuleRow } from "../../api";
import { useFilters } from "../../parts/filters";
import { Money } from "../../parts/Money";
import { asNumber } from "../../parts/money";
import { PageHead } from "../../parts/PageHead";
import { pathOfList, pathOfRule } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { ruleWords } from "./words";
import "../../parts/list.css";

const NAMES = ["q", "state"] as const;

export const percentOf = (precision: string | undefined, unknown: string) =>
  precision === undefined ? unknown : `${(Number(precision) * 100).toFixed(1)}%`;

export function Rules() {
  const say = useWords(ruleWords);
  const filters = useFilters(NAMES);
  const rules = useQuery({ queryKey: ["rules"], queryFn: ({ signal }) => api.rules(signal) });
  const all = rules.data?.rows ?? [];
  const q = filters.one("q") ?? "";
  const state = filters.one("state");
  const shown = all.filter(
    (rule) => (rule.name.includes(q) || rule.code.includes(q)) && (state === undefined || rule.state_zh === state),
  );
  const states = [...new Set(all.map((rule) => rule.state_zh))];
  return (
    <div className="page">
      <PageHead path="/rules" extra={<span>{say.total(shown.length.toLocaleString("zh-CN"))}</span>} />
      <div className="list-above" style={{ marginBottom: 8 }}>
        <SearchBox
          label={say.search}
          width={260}
          value={q}
          onSearch={(value) => {
            filters.set({ q: value });
          }}
        />
        <Select
          aria-label={say.state}
          placeholder={say.anyState}
          allowClear
          style={{ width: 130 }}
          value={state}
          options={states.map((value) => ({ value, label: value }))}
          onChange={(value?: string) => {
            filters.set({ state: value });
          }}
        />
      </div>
      {rules.isError ? <ProblemNote thrown={rules.error} retry={() => void rules.refetch()} /> : null}
      <Table<RuleRow>
        size="small"
        rowKey="code"
        pagination={false}
        sticky
        loading={rules.isFetching}
        dataSource={shown}
        locale={{
          emptyText: (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description={rules.isPending ? " " : filters.any ? say.noneFiltered : say.none}
            />
          ),
        }}
        columns={[
          {
            key: "name",
            title: say.name,
            render: (_, rule) => <Link to={pathOfRule(rule.code)}>{rule.name}</Link>,
            sorter: (a, b) => a.name.localeCompare(b.name, "zh-CN"),
          },
          { key: "code", title: say.code, dataIndex: "code", width: 170 },
          { key: "category", title: say.category, dataIndex: "class", width: 160 },
          { key: "state", title: say.state, width: 76, render: (_, rule) => <Tag>{rule.state_zh}</Tag> },
          { key: "certainty", title: say.certainty, dataIndex: "certainty_zh", width: 92 },
          { key: "data", title: say.data, dataIndex: "data_zh", width: 90 },
          {
            key: "findings",
            title: say.findings,
            width: 96,
            align: "end",
            render: (_, rule) => (
              <Link to={pathOfList("/queue", { rule: rule.code })}>{rule.findings.toLocaleString("zh-CN")}</Link>
            ),
            sorter: (a, b) => a.findings - b.findings,
          },
          {
            key: "flagged",
            title: say.flagged,
            width: 150,
            align: "end",
            render: (_, rule) => <Money of={rule.flagged} kind="flagged" />,
            sorter: (a, b) => asNumber(a.flagged) - asNumber(b.flagged),
            defaultSortOrder: "descend",
          },
          {
            key: "precision",
            title: say.precision,
            width: 92,
            align: "end",
            render: (_, rule) => percentOf(rule.precision, say.unknown),
            sorter: (a, b) => Number(a.precision ?? -1) - Number(b.precision ?? -1),
          },
        ]}
      />
    </div>
  );
}
