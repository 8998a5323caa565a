// What is recorded of a subject: who looked or acted, when, what for, and the hash that chains it.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Empty, Table } from "antd";
import { api } from "../api";
import { useWords, words } from "../words/words";
import { ProblemNote } from "./ProblemNote";

const text = words(
  {
    number: "序号",
    at: "时间",
    who: "人员",
    role: "身份",
    deed: "操作",
    purpose: "用途",
    hash: "摘要",
    none: "没有留痕记录，或者当前身份无权查看。",
    more: "更多",
  },
  {
    number: "No.",
    at: "When",
    who: "Who",
    role: "Office",
    deed: "What",
    purpose: "What for",
    hash: "Hash",
    none: "Nothing recorded, or your present office may not see it.",
    more: "More",
  },
);

const HASH_SHOWN = 12;

export function TrailTable({ subject }: { subject: string }) {
  const say = useWords(text);
  const trail = useInfiniteQuery({
    queryKey: ["trail", subject],
    queryFn: ({ pageParam, signal }) =>
      api.trail({ subject, ...(pageParam === undefined ? {} : { after: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  if (trail.isError) {
    return <ProblemNote thrown={trail.error} retry={() => void trail.refetch()} />;
  }
  return (
    <>
      <Table
        size="small"
        rowKey="number"
        pagination={false}
        loading={trail.isFetching}
        dataSource={trail.data?.pages.flatMap((page) => page.rows) ?? []}
        locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.none} /> }}
        columns={[
          { key: "number", title: say.number, dataIndex: "number", align: "end" },
          { key: "at", title: say.at, dataIndex: "at", className: "number" },
          { key: "who", title: say.who, dataIndex: "user_name" },
          { key: "role", title: say.role, dataIndex: "role" },
          { key: "deed", title: say.deed, render: (_, row) => `${row.deed_zh} ${row.detail}` },
          { key: "purpose", title: say.purpose, dataIndex: "purpose" },
          { key: "hash", title: say.hash, render: (_, row) => <code title={row.hash}>{row.hash.slice(0, HASH_SHOWN)}</code> },
        ]}
      />
      {trail.hasNextPage ? <Button onClick={() => void trail.fetchNextPage()}>{say.more}</Button> : null}
    </>
  );
}
