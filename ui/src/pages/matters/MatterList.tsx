// Lists of matters: all of them, or one kind with the columns that its work needs.
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Select, Tooltip, type TableProps } from "antd";
import { useState, type ReactNode } from "react";
import { api, type MatterRow, type Query } from "../../api";
import { useSession } from "../../app/session";
import { Begin } from "../../parts/Begin";
import { useFilters } from "../../parts/filters";
import { FiguresStrip } from "../../parts/FiguresStrip";
import { ListPage } from "../../parts/ListPage";
import { PageHead } from "../../parts/PageHead";
import { isOfTheFund, pathOfMatter } from "../../parts/paths";
import { useTicks } from "../../parts/Together";
import { useWords } from "../../words/words";
import { Assignment, ASSIGNING, isAssignable } from "./Assignment";
import { MatterPreview } from "./MatterPreview";
import { matterColumns, type MatterColumn } from "./columns";
import { matterWords, type MatterWords } from "./words";

export interface Kind {
  path: string;
  /** Only this kind; none for all. */
  kind?: string;
  columns: readonly MatterColumn[];
  none: Extract<keyof MatterWords, `none${string}`>;
  /** Between the head of the page and the list. */
  over?: ReactNode;
  /** Beside the buttons that begin something new. */
  tools?: ReactNode;
  /** Boxes before the rows. */
  choice?: TableProps<MatterRow>["rowSelection"];
}

const NAMES = ["kind", "stage", "institution", "rule", "period", "assignee", "overdue", "order"] as const;

export function MatterList({ path, kind, columns, none, over, tools, choice }: Kind) {
  const say = useWords(matterWords);
  const always: Query = kind === undefined ? {} : { kind };
  const filters = useFilters(NAMES, always);
  const by = (name: "stage" | "kind", without: string) => {
    const query = Object.fromEntries(
      Object.entries(filters.query).filter(([filter]) => filter !== without && filter !== "order"),
    );
    return { queryKey: ["matter-totals", name, query], queryFn: ({ signal }: { signal: AbortSignal }) => api.matterTotals({ ...query, by: name }, signal) };
  };
  const stages = useQuery(by("stage", "stage"));
  const kinds = useQuery({ ...by("kind", "kind"), enabled: kind === undefined });
  const whole = useQuery({
    queryKey: ["matter-totals", "total", filters.query],
    queryFn: ({ signal }) => api.matterTotals({ ...filters.query, by: "kind" }, signal),
  });
  const options = (rows: { key: string; name: string; totals: { count: number } }[] | undefined) =>
    (rows ?? []).map((one) => ({ value: one.key, label: `${one.name}（${one.totals.count.toLocaleString("zh-CN")}）` }));
  const total = whole.data?.total;
  return (
    <div className="page page-list">
      <PageHead
        path={path}
        extra={
          total === undefined ? undefined : (
            <>
              <span>{say.total(total.count.toLocaleString("zh-CN"))}</span>
              {kind === undefined || isOfTheFund(kind) ? <FiguresStrip figures={total.figures} large /> : null}
            </>
          )
        }
      />
      {over}
      <ListPage<MatterRow>
        key={`${path} ${kind ?? ""}`}
        name={`matters${path}${kind === undefined ? "" : `.${kind}`}`}
        load={api.matters}
        filters={filters}
        columns={matterColumns(say, columns)}
        idOf={(row) => row.id}
        pathOf={(row) => pathOfMatter(row.id)}
        none={say[none]}
        exportPath="/matters/export.xlsx"
        exportName={path.slice(1)}
        preview={(row) => <MatterPreview id={row.id} />}
        {...(choice === undefined ? {} : { choice })}
        above={
          <>
            {kind === undefined ? null : <Begin kinds={[kind]} />}
            {tools}
            {kind === undefined ? (
              <Select
                aria-label={say.kind}
                placeholder={say.anyKind}
                allowClear
                style={{ width: 150 }}
                value={filters.one("kind")}
                options={options(kinds.data?.by)}
                onChange={(value?: string) => {
                  filters.set({ kind: value, stage: undefined });
                }}
              />
            ) : null}
            <Select
              aria-label={say.stage}
              placeholder={say.anyStage}
              mode="multiple"
              maxTagCount="responsive"
              style={{ width: 200 }}
              value={filters.all("stage")}
              options={options(stages.data?.by)}
              onChange={(values: string[]) => {
                filters.set({ stage: values });
              }}
            />
            <Select
              aria-label={say.order}
              style={{ width: 150 }}
              value={filters.one("order") ?? "latest"}
              options={(["latest", "due", "largest"] as const).map((order) => ({ value: order, label: say[order] }))}
              onChange={(order) => {
                filters.set({ order: order === "latest" ? undefined : order });
              }}
            />
            <Checkbox
              checked={filters.one("assignee") === "me"}
              onChange={(event) => {
                filters.set({ assignee: event.target.checked ? "me" : undefined });
              }}
            >
              {say.mine}
            </Checkbox>
            <Checkbox
              checked={filters.one("overdue") === "true"}
              onChange={(event) => {
                filters.set({ overdue: event.target.checked ? "true" : undefined });
              }}
            >
              {say.overdue}
            </Checkbox>
          </>
        }
      />
    </div>
  );
}

export const AllMatters = () => (
  <MatterList path="/matters" columns={["title", "kind", "stage", "assignee", "deadline", "flagged", "upheld"]} none="none" />
);

/** Whoever assigns them ticks several. */
export function Leads() {
  const say = useWords(matterWords);
  const { grant } = useSession();
  const { ticked, choice, clear } = useTicks((row) => (isAssignable(row) ? undefined : say.notOpen));
  const [assigning, setAssigning] = useState(false);
  const assigns = grant !== undefined && ASSIGNING.includes(grant.role);
  const tools = (
    <Tooltip title={say.assignHint}>
      <Button
        type="primary"
        disabled={ticked.length === 0}
        onClick={() => {
          setAssigning(true);
        }}
      >
        {say.assign(ticked.length)}
      </Button>
    </Tooltip>
  );
  return (
    <>
      <MatterList
        path="/leads"
        kind="lead"
        columns={["institution", "rule", "period", "stage", "assignee", "deadline", "flagged"]}
        none="noneLeads"
        {...(assigns ? { tools, choice } : {})}
      />
      {assigning ? (
        <Assignment
          rows={ticked}
          onClose={() => {
            setAssigning(false);
            clear();
          }}
        />
      ) : null}
    </>
  );
}

export const Reviews = () => (
  <MatterList
    path="/reviews"
    kind="review"
    columns={["title", "rule", "stage", "assignee", "deadline", "flagged", "upheld"]}
    none="noneReviews"
  />
);

export const SelfAudits = () => (
  <MatterList
    path="/self-audits"
    kind="self-audit"
    columns={["institution", "stage", "deadline", "flagged", "upheld", "recovered"]}
    none="noneSelfAudits"
  />
);

export const Enforcement = () => (
  <MatterList
    path="/enforcement"
    kind="enforcement"
    columns={["title", "stage", "assignee", "deadline", "upheld", "opened"]}
    none="noneEnforcement"
  />
);

export const Transfers = () => (
  <MatterList
    path="/transfers"
    kind="transfer"
    columns={["title", "stage", "deadline", "flagged", "opened"]}
    none="noneTransfers"
  />
);

export const Recovery = () => (
  <MatterList
    path="/recovery"
    kind="recovery"
    columns={["institution", "stage", "deadline", "upheld", "recovered"]}
    none="noneRecovery"
  />
);

export const Rectification = () => (
  <MatterList
    path="/rectification"
    kind="rectification"
    columns={["title", "stage", "assignee", "deadline", "changed"]}
    none="noneRectification"
  />
);

export const Points = () => (
  <MatterList
    path="/points"
    kind="points"
    columns={["practitioner", "institution", "stage", "changed"]}
    none="nonePoints"
  />
);
