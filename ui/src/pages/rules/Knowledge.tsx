// The knowledge rows of a rule, up to a hundred thousand: searched by the server, loaded as one
// scrolls, drawn only where one looks.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty, Input, Table } from "antd";
import { useState } from "react";
import { api } from "../../api";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { ruleWords } from "./words";

const HEIGHT = 520;
const COLUMN = 200;
const PAGE = 200;
const NEAR_END = 400;

export function Knowledge({ rule, any }: { rule: string; any: boolean }) {
  const say = useWords(ruleWords);
  const [q, setQ] = useState("");
  const found = useInfiniteQuery({
    queryKey: ["knowledge", rule, q],
    queryFn: ({ pageParam, signal }) =>
      api.knowledge(rule, { q, size: PAGE, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
  const rows = (found.data?.pages ?? []).flatMap((page) => page.rows).map((row, index) => ({ ...row, "#": String(index) }));
  const names = Object.keys(found.data?.pages[0]?.rows[0] ?? {});
  return (
    <>
      <p>
        <Input.Search
          aria-label={say.knowledgeSearch}
          placeholder={say.knowledgeSearch}
          allowClear
          style={{ width: 300 }}
          onSearch={setQ}
        />{" "}
        <small>{found.hasNextPage ? say.loaded(rows.length.toLocaleString("zh-CN")) : null}</small>
      </p>
      {found.isError ? <ProblemNote thrown={found.error} retry={() => void found.refetch()} /> : null}
      <Table<Record<string, string>>
        size="small"
        virtual
        rowKey="#"
        pagination={false}
        loading={found.isFetching}
        dataSource={rows}
        scroll={{ x: names.length * COLUMN, y: HEIGHT }}
        columns={names.map((name) => ({ key: name, title: name, dataIndex: name, width: COLUMN, ellipsis: true }))}
        locale={{
          emptyText: (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={any ? say.noKnowledge : say.noKnowledgeAtAll} />
          ),
        }}
        onScroll={({ currentTarget }) => {
          const left = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight;
          if (left < NEAR_END && found.hasNextPage && !found.isFetching) {
            void found.fetchNextPage();
          }
        }}
      />
    </>
  );
}
