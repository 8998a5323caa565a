// Real time: how many calls come, how fast they are answered, what doctors do with the reminders.
import { ApiOutlined, DisconnectOutlined } from "@ant-design/icons";
import { Empty, Skeleton, Table } from "antd";
import { lazy, Suspense, type ReactNode } from "react";
import { Link } from "react-router";
import type { Live } from "../../api";
import { usePreferences } from "../../app/preferences";
import { PageHead } from "../../parts/PageHead";
import { pathOfInstitution } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import "../../parts/figure.css";
import "../finding/finding.css";
import { useLive } from "./useLive";
import { liveWords } from "./words";

const CallsChart = lazy(() => import("./CallsChart"));

const percent = (share: number) => `${(share * 100).toFixed(1)}%`;
const count = (number: number) => number.toLocaleString("zh-CN");
/** What is measured; below ten with a decimal. */
const measured = (number: number) => number.toLocaleString("zh-CN", { maximumFractionDigits: number < 10 ? 1 : 0 });

export function Monitor() {
  const say = useWords(liveWords);
  const { palette } = usePreferences();
  const { first, latest, course, connected } = useLive();
  return (
    <div className="page">
      <PageHead
        path="/live"
        extra={
          latest === undefined ? null : (
            <span style={{ color: connected ? palette.green : palette.amber }}>
              {connected ? <ApiOutlined /> : <DisconnectOutlined />} {connected ? say.live : say.lost} {say.at(latest.at)}
            </span>
          )
        }
      />
      {first.isError && latest === undefined ? <ProblemNote thrown={first.error} retry={() => void first.refetch()} /> : null}
      {first.isPending ? <Skeleton active /> : null}
      {latest === undefined ? null : <Shown of={latest} course={course} />}
    </div>
  );
}

function Tile({ label, note, alarm, children }: { label: string; note?: string; alarm?: boolean; children: ReactNode }) {
  const { palette } = usePreferences();
  return (
    <div className="figure" style={{ background: palette.ground, borderColor: palette.line }}>
      <span className="figure-label" style={{ color: palette.faint }}>
        {label}
      </span>
      <span className="figure-number number" style={{ color: alarm === true ? palette.red : palette.text }}>
        {children}
      </span>
      <span className="figure-note" style={{ color: palette.faint }}>
        {note ?? "\u00a0"}
      </span>
    </div>
  );
}

function Shown({ of, course }: { of: Live; course: readonly Live[] }) {
  const say = useWords(liveWords);
  return (
    <>
      <div className="figures" style={{ marginBottom: 12 }}>
        <Tile label={say.perMinute}>
          {measured(of.calls_per_minute)} <small>{say.calls}</small>
        </Tile>
        <Tile label={say.p50}>
          {measured(of.p50_ms)} <small>{say.ms}</small>
        </Tile>
        <Tile label={say.p99}>
          {measured(of.p99_ms)} <small>{say.ms}</small>
        </Tile>
        <Tile label={say.hits}>{percent(of.hit_rate)}</Tile>
        <Tile label={say.overrides}>{percent(of.override_rate)}</Tile>
        <Tile label={say.timeouts} alarm={of.timeouts > 0}>
          {count(of.timeouts)}
        </Tile>
        <Tile label={say.failOpen} note={say.failNote} alarm={of.fail_open > 0}>
          {count(of.fail_open)}
        </Tile>
      </div>
      <section className="sheet" style={{ marginBottom: 12 }}>
        <h2>{say.lastMinutes}</h2>
        <div style={{ height: 200 }}>
          <Suspense fallback={<Skeleton active />}>
            <CallsChart course={course} title={say.perMinute} />
          </Suspense>
        </div>
      </section>
      <section className="sheet">
        <h2>{say.institutions}</h2>
        <Table<Live["institutions"][number]>
          size="small"
          rowKey="code"
          pagination={false}
          dataSource={of.institutions}
          locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.none} /> }}
          columns={[
            { key: "name", title: say.name, render: (_, row) => <Link to={pathOfInstitution(row.code)}>{row.name}</Link> },
            { key: "calls", title: say.callsCol, align: "end", width: 84, sorter: (a, b) => a.calls - b.calls, render: (_, row) => count(row.calls) },
            { key: "hits", title: say.hitsCol, align: "end", width: 84, sorter: (a, b) => a.hits - b.hits, render: (_, row) => count(row.hits) },
            { key: "overrides", title: say.overridesCol, align: "end", width: 84, sorter: (a, b) => a.overrides - b.overrides, render: (_, row) => count(row.overrides) },
            { key: "timeouts", title: say.timeoutsCol, align: "end", width: 84, sorter: (a, b) => a.timeouts - b.timeouts, render: (_, row) => count(row.timeouts) },
            { key: "p99", title: say.p99Col, align: "end", width: 128, sorter: (a, b) => a.p99_ms - b.p99_ms, render: (_, row) => measured(row.p99_ms) },
          ]}
        />
      </section>
    </>
  );
}
