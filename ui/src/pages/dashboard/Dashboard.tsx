// The leader's dashboard: one screen, no scrolling, every number a way to its list.
import { FullscreenExitOutlined, FullscreenOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Empty, Skeleton } from "antd";
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from "react";
import { Link } from "react-router";
import { api, type Dashboard as Answer } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Figure } from "../../parts/Figure";
import { figureKinds, figureWords } from "../../parts/Money";
import { change, inTenThousands } from "../../parts/money";
import { PageHead } from "../../parts/PageHead";
import { pathOfList } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { DivisionsTable, InstitutionsTable, OverdueBoard, RulesTable } from "./Tables";
import { dashboardWords } from "./words";
import "./dashboard.css";

const TrendChart = lazy(() => import("./TrendChart"));
const FunnelChart = lazy(() => import("./FunnelChart"));

const counted = (number: number) => number.toLocaleString("zh-CN");
const share = (part: number, whole: number) => (whole === 0 ? "—" : `${((part / whole) * 100).toFixed(1)}%`);

function Panel({ name, title, more, children }: { name: string; title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className={`panel panel-${name}`}>
      <header>
        <h2>{title}</h2>
        {more}
      </header>
      <div className="panel-body">{children}</div>
    </section>
  );
}

function useFullScreen() {
  const place = useRef<HTMLDivElement>(null);
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = () => {
      setFull(document.fullscreenElement !== null);
    };
    document.addEventListener("fullscreenchange", changed);
    return () => {
      document.removeEventListener("fullscreenchange", changed);
    };
  }, []);
  const toggle = () => {
    void (full ? document.exitFullscreen() : place.current?.requestFullscreen());
  };
  return { place, full, toggle };
}

export function Dashboard() {
  const say = useWords(dashboardWords);
  const { year } = usePreferences();
  const { place, full, toggle } = useFullScreen();
  const answer = useQuery({ queryKey: ["dashboard", year], queryFn: ({ signal }) => api.dashboard(year, signal) });
  return (
    <div className="page dashboard" ref={place}>
      <PageHead
        path="/dashboard"
        extra={
          <Button icon={full ? <FullscreenExitOutlined /> : <FullscreenOutlined />} onClick={toggle}>
            {full ? say.leaveFull : say.full}
          </Button>
        }
      />
      {answer.isError ? <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} /> : null}
      {answer.isPending ? <Skeleton active paragraph={{ rows: 12 }} /> : null}
      {answer.data === undefined ? null : <Panels data={answer.data} />}
    </div>
  );
}

function FiguresRow({ data }: { data: Answer }) {
  const say = useWords(dashboardWords);
  const names = useWords(figureWords);
  return (
    <div className="figures">
      <Figure
        label={say.access}
        to="/institutions"
        note={say.accessNote(counted(data.access_rate.live), counted(data.access_rate.due))}
      >
        {share(data.access_rate.live, data.access_rate.due)}
      </Figure>
      <Figure label={say.adoption} to="/live" note={say.adoptionNote(counted(data.adoption.adopted), counted(data.adoption.shown))}>
        {share(data.adoption.adopted, data.adoption.shown)}
      </Figure>
      {figureKinds.map((kind) => {
        const changed = change(data.figures[kind], data.last_year[kind]);
        return (
          <Figure
            key={kind}
            kind={kind}
            label={names[kind]}
            to={pathOfList("/matters", { order: "largest" })}
            note={changed === undefined ? say.noLastYear : say.lastYear(changed)}
          >
            {inTenThousands(data.figures[kind])} <small>{names.tenThousands}</small>
          </Figure>
        );
      })}
      <Figure
        label={say.overdue}
        to={pathOfList("/matters", { overdue: "true", order: "due" })}
        note={say.overdueNote(data.counts.cases, data.counts.reviews)}
        alarm={data.counts.overdue > 0}
      >
        {data.counts.overdue.toLocaleString("zh-CN")} <small>{say.items}</small>
      </Figure>
    </div>
  );
}

function Panels({ data }: { data: Answer }) {
  const say = useWords(dashboardWords);
  const drawing = <Skeleton active />;
  if (data.counts.findings === 0 && data.trend.length === 0) {
    return <Empty description={say.none(data.year)} />;
  }
  return (
    <>
      <FiguresRow data={data} />
      <div className="panels">
        <Panel name="trend" title={say.trend}>
          <Suspense fallback={drawing}>
            <TrendChart trend={data.trend} title={say.trend} listPath="/matters" />
          </Suspense>
        </Panel>
        {data.funnel === undefined ? (
          <Panel name="funnel" title={say.institutions} more={<Link to="/institutions">{say.more}</Link>}>
            <InstitutionsTable institutions={data.institutions} />
          </Panel>
        ) : (
          <Panel name="funnel" title={say.funnel}>
            <Suspense fallback={drawing}>
              <FunnelChart funnel={data.funnel} />
            </Suspense>
          </Panel>
        )}
        <Panel
          name="overdue"
          title={say.board}
          more={<Link to={pathOfList("/matters", { overdue: "true", order: "due" })}>{say.more}</Link>}
        >
          <OverdueBoard overdue={data.overdue} />
        </Panel>
        <Panel name="rules" title={say.rules} more={<Link to="/rules">{say.more}</Link>}>
          <RulesTable rules={data.rules} />
        </Panel>
        <Panel name="divisions" title={say.divisions}>
          <DivisionsTable divisions={data.divisions} />
        </Panel>
      </div>
    </>
  );
}
