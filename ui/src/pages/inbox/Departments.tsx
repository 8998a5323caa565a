// Which departments and doctors the findings are about. The API adds up by rule, not by department, so
// the rows are added up here; whether that is all of them is said.
import { useQuery } from "@tanstack/react-query";
import { Empty, Select, Skeleton, Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { api, type FindingRow, type Money as Amount } from "../../api";
import { Money } from "../../parts/Money";
import { pathOfList } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { inboxWords } from "./words";

const PAGE = 200;
const MOST_PAGES = 10;

interface Sum {
  name: string;
  count: number;
  flagged: Amount;
}

async function load(rule: string | undefined, signal: AbortSignal): Promise<FindingRow[]> {
  const rows: FindingRow[] = [];
  let after: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const got = await api.findings({ rule, size: PAGE, after }, signal);
    rows.push(...got.rows);
    after = got.next;
    if (after === undefined) {
      break;
    }
  }
  return rows;
}

function sums(rows: readonly FindingRow[], of: (row: FindingRow) => string | undefined, unknown: string): Sum[] {
  const fen = new Map<string, { count: number; fen: bigint }>();
  for (const row of rows) {
    const name = of(row);
    const known = name === undefined || name === "" ? unknown : name;
    const before = fen.get(known) ?? { count: 0, fen: 0n };
    fen.set(known, { count: before.count + 1, fen: before.fen + BigInt(row.amount.replace(".", "")) });
  }
  return [...fen]
    .sort(([, one], [, other]) => (one.fen < other.fen ? 1 : -1))
    .map(([name, sum]) => ({
      name,
      count: sum.count,
      flagged: `${sum.fen / 100n}.${(sum.fen % 100n).toString().padStart(2, "0")}`,
    }));
}

export function Departments() {
  const say = useWords(inboxWords);
  const [rule, setRule] = useState<string | undefined>(undefined);
  const rules = useQuery({
    queryKey: ["finding-totals", "rule"],
    queryFn: ({ signal }) => api.findingTotals({ by: "rule" }, signal),
  });
  const rows = useQuery({ queryKey: ["findings", "who", rule], queryFn: ({ signal }) => load(rule, signal) });
  if (rows.isError || rules.isError) {
    return <ProblemNote thrown={rows.error ?? rules.error} retry={() => void Promise.all([rows.refetch(), rules.refetch()])} />;
  }
  if (rows.isPending || rules.isPending) {
    return <Skeleton active title={{ width: say.loading.length }} />;
  }
  const all = rule === undefined ? rules.data.count : (rules.data.by.find((one) => one.key === rule)?.count ?? 0);
  const summed = rows.data.length.toLocaleString("zh-CN");
  const tables = [
    { title: say.departments, rows: sums(rows.data, (row) => row.department, say.unknown) },
    { title: say.practitioners, rows: sums(rows.data, (row) => row.practitioner, say.unknown) },
  ];
  return (
    <>
      <p className="list-above">
        <Select
          aria-label={say.byRule}
          placeholder={say.anyRule}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          style={{ width: 280 }}
          {...(rule === undefined ? {} : { value: rule })}
          options={rules.data.by.map((one) => ({
            value: one.key,
            label: `${one.name}（${one.count.toLocaleString("zh-CN")}）`,
          }))}
          onChange={(chosen?: string) => {
            setRule(chosen);
          }}
        />
        <span>{rows.data.length < all ? say.capped(summed, all.toLocaleString("zh-CN")) : say.summed(summed)}</span>
        <Link to={pathOfList("/queue", { rule })}>{say.list}</Link>
      </p>
      <div className="who">
        {tables.map(({ title, rows: sum }) => (
          <section key={title} className="sheet">
            <h2>{title}</h2>
            <Table<Sum>
              size="small"
              rowKey="name"
              dataSource={sum}
              pagination={false}
              locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.none} /> }}
              columns={[
                { key: "name", title, dataIndex: "name" },
                { key: "count", title: say.count, align: "end", width: 90, render: (_, row) => row.count.toLocaleString("zh-CN") },
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
        ))}
      </div>
    </>
  );
}
