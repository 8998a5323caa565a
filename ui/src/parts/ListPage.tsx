// A list as a tool: pages from the server, filters in the address, chosen columns, export of what is
// filtered, movement by keyboard beside a preview.
import { DownloadOutlined, LeftOutlined, ReloadOutlined, RightOutlined, SettingOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Empty, Popover, Table, Tooltip, type TableColumnType, type TableProps } from "antd";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useNavigate } from "react-router";
import { api, type Page, type Query } from "../api";
import { useWords, words } from "../words/words";
import { useKeys } from "./keys";
import type { Filters } from "./filters";
import { ProblemNote } from "./ProblemNote";
import { PurposeDialog } from "./PurposeDialog";
import "./list.css";

const text = words(
  {
    columns: "选择列",
    export: "导出",
    exportTitle: "导出表格",
    exportRecorded: "将导出当前筛选条件下的全部内容。导出人、时间、用途和筛选条件将记录留痕。",
    previous: "上一页",
    next: "下一页",
    page: (number: number) => `第 ${number} 页`,
    reload: "刷新",
    noneFiltered: "没有符合当前筛选条件的内容。",
    clear: "清除筛选",
    keys: "↑↓ 或 J/K 移动，回车打开",
  },
  {
    columns: "Columns",
    export: "Export",
    exportTitle: "Export a table",
    exportRecorded: "Exports everything under the present filters. Who, when, why and the filters are recorded.",
    previous: "Previous",
    next: "Next",
    page: (number: number) => `Page ${number}`,
    reload: "Reload",
    noneFiltered: "Nothing fits the present filters.",
    clear: "Clear filters",
    keys: "↑↓ or J/K to move, Enter to open",
  },
);

export interface Column<Row> extends TableColumnType<Row> {
  key: string;
  /** Name in the choice of columns. */
  name: string;
  /** Not shown until chosen. */
  hidden?: boolean;
}

interface List<Row extends object> {
  /** Names the list in the cache and the choice of columns in the browser. */
  name: string;
  load: (query: Query, signal: AbortSignal) => Promise<Page<Row>>;
  filters: Filters;
  columns: Column<Row>[];
  idOf: (row: Row) => string;
  pathOf?: (row: Row) => string;
  /** Filter controls above the table. */
  above?: ReactNode;
  /** Facets to the left of the table. */
  beside?: ReactNode;
  /** Said where there is nothing and nothing is filtered: why, and what to do. */
  none: string;
  preview?: (row: Row) => ReactNode;
  /** Path of the export, where there is one. */
  exportPath?: Parameters<typeof api.exportTable>[0];
  exportName?: string;
  /** Keys beside the moving ones, with the row they act on. */
  keys?: Record<string, (row: Row) => void>;
  keysNote?: string;
  size?: number;
  /** Boxes before the rows, where something can be done with several of them. */
  choice?: TableProps<Row>["rowSelection"];
}

const PAGE = 50;
/** Room for a column that says nothing of its width. */
const ROOM = 160;

function useColumns<Row>(name: string, columns: Column<Row>[]) {
  const place = `mingjing.columns.${name}`;
  const [chosen, setChosen] = useState<string[]>(() => {
    const kept = localStorage.getItem(place);
    const known = columns.map((column) => column.key);
    const usable = kept === null ? [] : kept.split(",").filter((key) => known.includes(key));
    return usable.length > 0 ? usable : columns.filter((column) => column.hidden !== true).map((column) => column.key);
  });
  const choose = (keys: string[]) => {
    if (keys.length > 0) {
      setChosen(keys);
      localStorage.setItem(place, keys.join(","));
    }
  };
  return { chosen, choose, shown: columns.filter((column) => chosen.includes(column.key)) };
}

export function ListPage<Row extends object>(list: List<Row>) {
  const say = useWords(text);
  const navigate = useNavigate();
  const { filters, idOf, pathOf } = list;
  const filterKey = JSON.stringify(filters.query);
  /** Cursors of the pages gone through, under the filters they belong to. */
  const [walk, setWalk] = useState<{ under: string; cursors: string[] }>({ under: filterKey, cursors: [] });
  const cursors = walk.under === filterKey ? walk.cursors : [];
  const after = cursors.at(-1);
  const rows = useQuery({
    queryKey: [list.name, filters.query, after],
    queryFn: ({ signal }) =>
      list.load({ ...filters.query, size: list.size ?? PAGE, ...(after === undefined ? {} : { after }) }, signal),
    placeholderData: keepPreviousData,
  });
  const { chosen, choose, shown } = useColumns(list.name, list.columns);
  const [at, setAt] = useState<string | undefined>(undefined);
  const [exporting, setExporting] = useState(false);
  const body = useRef<HTMLDivElement>(null);

  const data = rows.data?.rows ?? [];
  const index = data.findIndex((row) => idOf(row) === at);
  const active = index < 0 ? data[0] : data[index];
  const activeId = active === undefined ? undefined : idOf(active);

  const move = (by: number) => {
    const next = data[Math.min(data.length - 1, Math.max(0, Math.max(index, 0) + by))];
    if (next !== undefined) {
      setAt(idOf(next));
    }
  };
  useEffect(() => {
    body.current?.querySelector(".row-active")?.scrollIntoView({ block: "nearest" });
  }, [activeId]);

  const own = Object.entries(list.keys ?? {}).map(([key, act]) => [
    key,
    () => {
      if (active !== undefined) {
        act(active);
      }
    },
  ]);
  useKeys({
    ArrowDown: () => {
      move(1);
    },
    ArrowUp: () => {
      move(-1);
    },
    j: () => {
      move(1);
    },
    k: () => {
      move(-1);
    },
    Enter: () => {
      if (active !== undefined && pathOf !== undefined) {
        void navigate(pathOf(active));
      }
    },
    ...(Object.fromEntries(own) as Record<string, () => void>),
  });

  const turn = (to: string[]) => {
    setWalk({ under: filterKey, cursors: to });
    setAt(undefined);
    body.current?.scrollTo({ top: 0 });
  };
  const { exportPath } = list;
  const next = rows.data?.next;
  return (
    <section className="list">
      <div className="list-bar">
        <div className="list-above">{list.above}</div>
        <div className="list-tools">
          <Popover
            trigger="click"
            title={say.columns}
            content={
              <Checkbox.Group
                className="list-columns"
                value={chosen}
                options={list.columns.map((column) => ({ value: column.key, label: column.name }))}
                onChange={choose}
              />
            }
          >
            <Button icon={<SettingOutlined />} aria-label={say.columns} />
          </Popover>
          <Tooltip title={say.reload}>
            <Button icon={<ReloadOutlined />} aria-label={say.reload} onClick={() => void rows.refetch()} />
          </Tooltip>
          {exportPath === undefined ? null : (
            <Button
              icon={<DownloadOutlined />}
              onClick={() => {
                setExporting(true);
              }}
            >
              {say.export}
            </Button>
          )}
        </div>
      </div>
      {rows.isError ? <ProblemNote thrown={rows.error} retry={() => void rows.refetch()} /> : null}
      <div className="list-split">
        {list.beside === undefined ? null : <aside className="list-beside">{list.beside}</aside>}
        <div className="list-body" ref={body}>
          <Table<Row>
            size="small"
            rowKey={idOf}
            {...(list.choice === undefined ? {} : { rowSelection: list.choice })}
            columns={shown}
            dataSource={data}
            loading={rows.isFetching}
            pagination={false}
            sticky
            scroll={{ x: shown.reduce((sum, column) => sum + (typeof column.width === "number" ? column.width : ROOM), 0) }}
            rowClassName={(row) => (idOf(row) === activeId ? "row-active" : "")}
            onRow={(row) => ({
              onClick: () => {
                setAt(idOf(row));
              },
            })}
            locale={{
              emptyText: rows.isPending ? (
                " "
              ) : (
                <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={filters.any ? say.noneFiltered : list.none}>
                  {filters.any ? <Button onClick={filters.clear}>{say.clear}</Button> : null}
                </Empty>
              ),
            }}
          />
        </div>
        {list.preview === undefined || active === undefined ? null : (
          <aside className="list-preview">{list.preview(active)}</aside>
        )}
      </div>
      <footer className="list-foot">
        <span className="list-keys">{list.keysNote ?? say.keys}</span>
        <Button
          size="small"
          icon={<LeftOutlined />}
          disabled={cursors.length === 0}
          onClick={() => {
            turn(cursors.slice(0, -1));
          }}
        >
          {say.previous}
        </Button>
        <span>{say.page(cursors.length + 1)}</span>
        <Button
          size="small"
          icon={<RightOutlined />}
          iconPlacement="end"
          disabled={next === undefined}
          onClick={() => {
            if (next !== undefined) {
              turn([...cursors, next]);
            }
          }}
        >
          {say.next}
        </Button>
      </footer>
      {exporting && exportPath !== undefined ? (
        <PurposeDialog
          title={say.exportTitle}
          recorded={say.exportRecorded}
          onClose={() => {
            setExporting(false);
          }}
          onPurpose={(purpose) => api.exportTable(exportPath, filters.query, purpose, `${list.exportName ?? list.name}.xlsx`)}
        />
      ) : null}
    </section>
  );
}
