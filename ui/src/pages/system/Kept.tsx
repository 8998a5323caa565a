// What keeps the system running: working days, books in force, jobs, checks.
import { CheckCircleFilled, CloseCircleFilled, ReloadOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Descriptions, Empty, Segmented, Skeleton, Table } from "antd";
import { useState, type ReactNode } from "react";
import { api, asProblem, type BooksInForce, type Job } from "../../api";
import { useMessages } from "../../app/messages";
import { usePreferences } from "../../app/preferences";
import { PageHead } from "../../parts/PageHead";
import { ProblemNote } from "../../parts/ProblemNote";
import { useReload } from "../../parts/reload";
import { useWords } from "../../words/words";
import "../finding/finding.css";
import { AskedTwice } from "./Issued";
import { systemWords } from "./words";
import "./system.css";

/** A page that loads one thing; `children` draws it. */
function Page<T>(given: {
  path: string;
  load: (signal: AbortSignal) => Promise<T>;
  /** Which part of it is shown. */
  part?: string | undefined;
  every?: number;
  children: (data: T, loadedAt: number) => ReactNode;
}) {
  const say = useWords(systemWords);
  const answer = useQuery({
    queryKey: [given.path, given.part],
    queryFn: ({ signal }) => given.load(signal),
    ...(given.every === undefined ? {} : { refetchInterval: given.every }),
  });
  return (
    <div className="page">
      <PageHead
        path={given.path}
        extra={
          <Button icon={<ReloadOutlined />} loading={answer.isFetching} onClick={() => void answer.refetch()}>
            {say.refresh}
          </Button>
        }
      />
      {answer.isError ? <ProblemNote thrown={answer.error} /> : null}
      {answer.isPending ? <Skeleton active /> : null}
      {answer.data === undefined ? null : given.children(answer.data, answer.dataUpdatedAt)}
    </div>
  );
}

export function Calendar() {
  const say = useWords(systemWords);
  const { palette } = usePreferences();
  const thisYear = new Date().getFullYear();
  return (
    <Page path="/calendar" load={api.calendar}>
      {({ years, days }) => {
        const shown = [...new Set([...years, thisYear, thisYear + 1])].sort((one, other) => one - other);
        return (
          <section className="sheet">
            <h2>{say.arrangement}</h2>
            <p>{say.calendarNote}</p>
            {years.includes(thisYear + 1) ? null : (
              <Alert type="warning" showIcon title={say.soon(thisYear + 1)} style={{ marginBottom: 12 }} />
            )}
            <ul className="years">
              {shown.map((year) => (
                <li key={year}>
                  <strong>{say.year(year)}</strong>
                  {years.includes(year) ? (
                    <span style={{ color: palette.green }}>
                      <CheckCircleFilled /> {say.known}
                    </span>
                  ) : (
                    <span style={{ color: palette.amber }}>
                      <WarningFilled /> {say.unknown}
                    </span>
                  )}
                </li>
              ))}
            </ul>
            {years.map((year) => (
              <ChangedDays key={year} year={year} days={days.filter(({ day }) => day.startsWith(String(year)))} />
            ))}
          </section>
        );
      }}
    </Page>
  );
}

/** The days of a year that differ from the week. */
function ChangedDays({ year, days }: { year: number; days: { day: string; worked: boolean }[] }) {
  const say = useWords(systemWords);
  const told = (worked: boolean) =>
    days
      .filter((one) => one.worked === worked)
      .map(({ day }) => day.slice(5))
      .join("、");
  return (
    <>
      <h3>{say.year(year)}</h3>
      {days.length === 0 ? (
        <p>{say.noDays}</p>
      ) : (
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: "off", label: say.daysOff, children: told(false) || "—" },
            { key: "worked", label: say.daysWorked, children: told(true) || "—" },
          ]}
        />
      )}
    </>
  );
}

export function Books() {
  const say = useWords(systemWords);
  return (
    <Page path="/books" load={api.books}>
      {(books) => (
        <>
          <section className="sheet" style={{ marginBottom: 12 }}>
            <h2>{say.inForce}</h2>
            <Descriptions
              size="small"
              column={1}
              items={[
                { key: "hash", label: say.hash, children: <code style={{ wordBreak: "break-all" }}>{books.hash}</code> },
                { key: "source", label: say.source, children: books.source },
                { key: "since", label: say.loadedAt, children: books.loaded_at },
                { key: "rules", label: say.rules, children: say.rulesUnit(books.rules.toLocaleString("zh-CN")) },
                { key: "rows", label: say.rows, children: say.rulesUnit(books.rows.toLocaleString("zh-CN")) },
              ]}
            />
          </section>
          <section className="sheet" style={{ marginBottom: 12 }}>
            <h2>{say.layers}</h2>
            <Table<BooksInForce["layers"][number]>
              size="small"
              rowKey="layer"
              dataSource={books.layers}
              pagination={false}
              columns={[
                { key: "layer", title: say.layer, render: (_, row) => (row.layer === "" ? say.national : row.layer) },
                { key: "rules", title: say.rules, align: "end", render: (_, row) => row.rules.toLocaleString("zh-CN") },
                { key: "rows", title: say.rows, align: "end", render: (_, row) => row.rows.toLocaleString("zh-CN") },
              ]}
            />
          </section>
          <section className="sheet">
            <h2>{say.problems}</h2>
            {books.problems.length === 0 ? (
              <Alert type="success" showIcon title={say.noProblems} />
            ) : (
              <Table<BooksInForce["problems"][number]>
                size="small"
                rowKey={(row) => `${row.file}:${row.line}:${row.problem}`}
                dataSource={books.problems}
                pagination={false}
                columns={[
                  { key: "file", title: say.file, dataIndex: "file" },
                  { key: "line", title: say.line, dataIndex: "line", align: "end", width: 72 },
                  { key: "problem", title: say.problem, dataIndex: "problem" },
                  { key: "advice", title: say.advice, dataIndex: "advice" },
                ]}
              />
            )}
          </section>
        </>
      )}
    </Page>
  );
}

const JOBS_EVERY = 10_000;

export function Jobs() {
  const say = useWords(systemWords);
  const { palette } = usePreferences();
  const kinds: Record<string, string> = { lapse: say.jobLapse, intake: say.jobIntake };
  const message = useMessages();
  const reload = useReload();
  const [state, setState] = useState("");
  return (
    <Page
      path="/jobs"
      part={state}
      load={(signal) => api.jobs(state === "" ? undefined : state, signal)}
      every={JOBS_EVERY}
    >
      {({ rows }) => (
        <>
          <Segmented
            value={state}
            onChange={setState}
            options={[
              { value: "", label: say.anyJob },
              { value: "failed", label: say.onlyFailed },
              { value: "waiting", label: say.onlyWaiting },
            ]}
            style={{ marginBottom: 8 }}
          />
          <Table<Job>
            size="small"
            rowKey="id"
            dataSource={rows}
            pagination={{ pageSize: 50, size: "small", hideOnSinglePage: true, showSizeChanger: false }}
            locale={{ emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={say.noJobs} /> }}
            columns={[
              { key: "id", title: say.job, dataIndex: "id" },
              { key: "kind", title: say.jobKind, render: (_, row) => kinds[row.kind] ?? row.kind },
              {
                key: "state",
                title: say.state,
                render: (_, row) =>
                  row.state === "failed" ? (
                    <span style={{ color: palette.red }}>
                      <CloseCircleFilled /> {row.state_zh}
                    </span>
                  ) : (
                    row.state_zh
                  ),
              },
              { key: "run", title: say.runAt, dataIndex: "run_at", className: "number" },
              { key: "queued", title: say.queued, dataIndex: "queued_at", className: "number" },
              { key: "attempts", title: say.attempts, dataIndex: "attempts", align: "end" },
              { key: "problem", title: say.problem, render: (_, row) => (row.problem === "" ? "—" : row.problem) },
              {
                key: "deeds",
                title: say.deeds,
                width: 104,
                render: (_, row) =>
                  row.state !== "failed" ? null : (
                    <AskedTwice
                      ask={say.askRetry(row.id)}
                      deed={() => {
                        api
                          .retryJob(row.id)
                          .catch((thrown: unknown) => message.error(asProblem(thrown).message))
                          .finally(() => void reload());
                      }}
                    >
                      <Button size="small">{say.retry}</Button>
                    </AskedTwice>
                  ),
              },
            ]}
          />
        </>
      )}
    </Page>
  );
}

const HEALTH_EVERY = 15_000;

export function Health() {
  const say = useWords(systemWords);
  const { palette } = usePreferences();
  return (
    <Page path="/health" load={api.health} every={HEALTH_EVERY}>
      {({ checks }, loadedAt) => {
        const bad = checks.filter((check) => !check.ok).length;
        return (
          <>
            <Alert
              showIcon
              type={bad === 0 ? "success" : "error"}
              title={bad === 0 ? say.allOk : say.someNot(bad)}
              description={say.checkedAt(new Date(loadedAt).toLocaleTimeString("zh-CN", { hour12: false }))}
              style={{ marginBottom: 12 }}
            />
            <div className="checks">
              {checks.map(({ name, ok, text }) => (
                <section key={name} className="sheet">
                  <h2>
                    {name}
                    <span style={{ color: ok ? palette.green : palette.red, fontWeight: 400 }}>
                      {ok ? <CheckCircleFilled /> : <CloseCircleFilled />} {ok ? say.ok : say.notOk}
                    </span>
                  </h2>
                  {text}
                </section>
              ))}
            </div>
          </>
        );
      }}
    </Page>
  );
}
