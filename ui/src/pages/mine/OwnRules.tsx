// The rules behind the findings that one may see, each a way to its page.
import { useQuery } from "@tanstack/react-query";
import { Empty, Table } from "antd";
import { Link } from "react-router";
import { api, type FindingSum } from "../../api";
import { Money } from "../../parts/Money";
import { asNumber } from "../../parts/money";
import { pathOfList, pathOfRule } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import "../finding/finding.css";
import { mineWords } from "./words";

export function OwnRules() {
  const say = useWords(mineWords);
  const sums = useQuery({
    queryKey: ["finding-totals", "rule"],
    queryFn: ({ signal }) => api.findingTotals({ by: "rule" }, signal),
  });
  if (sums.isError) {
    return <ProblemNote thrown={sums.error} retry={() => void sums.refetch()} />;
  }
  const rows = [...(sums.data?.by ?? [])].sort((one, other) => asNumber(other.flagged) - asNumber(one.flagged));
  return (
    <section className="sheet" style={{ overflow: "auto" }}>
      <p style={{ marginTop: 0 }}>
        {say.rulesNote} <Link to="/rules">{say.allRules}</Link>
      </p>
      <Table<FindingSum>
        size="small"
        rowKey="key"
        loading={sums.isFetching}
        dataSource={rows}
        pagination={false}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noRules} /> }}
        columns={[
          { key: "name", title: say.rule, render: (_, row) => <Link to={pathOfRule(row.key)}>{row.name}</Link> },
          {
            key: "count",
            title: say.count,
            align: "end",
            width: 110,
            render: (_, row) => <Link to={pathOfList("/queue", { rule: row.key })}>{row.count.toLocaleString("zh-CN")}</Link>,
          },
          { key: "flagged", title: say.flagged, align: "end", width: 160, render: (_, row) => <Money of={row.flagged} kind="flagged" /> },
        ]}
      />
    </section>
  );
}
