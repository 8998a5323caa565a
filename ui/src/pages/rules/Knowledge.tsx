// The knowledge rows of a rule, up to a hundred thousand: searched by the server, loaded as one
// scrolls, drawn only where one looks.
import { useInfiniteQuery } from "@tanstack/react-query";
import { Empty, Table } from "antd";
import { useState } from "react";
import { api, type KnowledgeRow } from "../../api";
import { ProblemNote } from "../../parts/ProblemNote";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { ruleWords } from "./words";

const HEIGHT = 520;
const COLUMNS = ["id", "name", "codes", "text", "source"] as const;
const WIDTHS = { id: 130, name: 220, codes: 240, text: 320, source: 240 };
const PAGE = 200;
const NEAR_END = 400;

export function Knowledge({ rule, any }: { rule: string; any: boolean }) {
  const say = useWords(ruleWords);
  const [q, setQ] = useState("");
  const found = useInfiniteQuery({
    queryKey: ["knowledge", rule, q],
    queryFn: ({ pageParam, signal }) =>
      api.knowledge(rule, { q, size: PAGE, ...(pageParam === undefined ? {} : { after: pageParam }) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });
  const rows = (found.data?.pages ?? []).flatMap((page) => page.rows);
  const total = found.data?.pages[0]?.total ?? 0;
  return (
    <>
      <p>
        <SearchBox
          label={say.knowledgeSearch}
          width={300}
          onSearch={setQ}
        />{" "}
        <small>{found.hasNextPage ? say.loaded(rows.length.toLocaleString("zh-CN"), total.toLocaleString("zh-CN")) : null}</small>
      </p>
      {found.isError ? <ProblemNote thrown={found.error} retry={() => void found.refetch()} /> : null}
      <Table<KnowledgeRow>
        size="small"
        virtual
        rowKey={(row) => `${row.table} ${row.id}`}
        pagination={false}
        loading={found.isFetching}
        dataSource={rows}
        scroll={{ x: Object.values(WIDTHS).reduce((sum, width) => sum + width), y: HEIGHT }}
        columns={COLUMNS.map((name) => ({
          key: name,
          title: say[name],
          dataIndex: name,
          width: WIDTHS[name],
          ellipsis: true,
        }))}
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
