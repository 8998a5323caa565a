// The file of points of whoever may see it: a doctor his own, a head those of the department.
import { useQueries, useQuery } from "@tanstack/react-query";
import { Descriptions, Empty, Skeleton } from "antd";
import { Link } from "react-router";
import { api, type MatterPage } from "../../api";
import { History } from "../../parts/History";
import { pathOfMatter } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import "../finding/finding.css";
import { mineWords } from "./words";

const MOST = 20;

export function OwnPoints() {
  const say = useWords(mineWords);
  const list = useQuery({
    queryKey: ["matters", "own-points"],
    queryFn: ({ signal }) => api.matters({ kind: "points", size: MOST }, signal),
  });
  const files = useQueries({
    queries: (list.data?.rows ?? []).map(({ id }) => ({
      queryKey: ["matter", id],
      queryFn: ({ signal }: { signal: AbortSignal }) => api.matter(id, signal),
    })),
  });
  if (list.isError) {
    return <ProblemNote thrown={list.error} retry={() => void list.refetch()} />;
  }
  if (list.isPending) {
    return <Skeleton active />;
  }
  if (list.data.rows.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noPoints} />;
  }
  return (
    <div style={{ overflow: "auto" }}>
      {files.map((file, index) =>
        file.data === undefined ? (
          <Skeleton key={list.data.rows[index]?.id ?? index} active />
        ) : (
          <PointsFile key={file.data.row.id} of={file.data} />
        ),
      )}
    </div>
  );
}

function PointsFile({ of }: { of: MatterPage }) {
  const say = useWords(mineWords);
  return (
    <div className="columns" style={{ marginBottom: 12 }}>
      <section className="sheet">
        <h2>
          {say.pointsStanding}：{of.row.stage} · <Link to={pathOfMatter(of.row.id)}>{say.pointsOpen}</Link>
        </h2>
        <Descriptions
          size="small"
          column={1}
          bordered
          items={of.summary.map(({ label, value }, index) => ({ key: index, label, children: value }))}
        />
      </section>
      <section className="sheet">
        <h2>{say.pointsHistory}</h2>
        <History entries={of.history} />
      </section>
    </div>
  );
}
