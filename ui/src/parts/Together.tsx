// One deed for several matters: one command for each, one after another, each with its own result. What
// did not arrive is sent again under the same key.
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, LoadingOutlined } from "@ant-design/icons";
import { Modal, Progress, Tooltip, type TableProps } from "antd";
import { useState, type ReactNode } from "react";
import { asProblem, type MatterRow } from "../api";
import { usePreferences } from "../app/preferences";
import { useWords, words } from "../words/words";
import { Money } from "./Money";
import { useReload } from "./reload";
import "./together.css";

const text = words(
  {
    tick: "选择",
    close: "关闭",
    retry: (count: number) => `重新提交未成功的${count}件`,
    progress: (done: number, all: number) => `已提交 ${done} 件，共 ${all} 件`,
    result: "结果",
    waiting: "待提交",
    sending: "提交中",
    done: "已提交",
    failed: "未成功",
  },
  {
    tick: "Choose",
    close: "Close",
    retry: (count: number) => `Send the ${count} failed again`,
    progress: (done: number, all: number) => `${done} of ${all} sent`,
    result: "Result",
    waiting: "Waiting",
    sending: "Sending",
    done: "Sent",
    failed: "Failed",
  },
);

type State = "waiting" | "sending" | "done" | "failed";

interface Course {
  row: MatterRow;
  key: string;
  state: State;
  why?: string;
}

/** Boxes before the rows of a list. `why` says why a row cannot be ticked beside those that are. */
export function useTicks(why: (row: MatterRow, ticked: MatterRow[]) => string | undefined) {
  const say = useWords(text);
  const [ticked, setTicked] = useState<MatterRow[]>([]);
  const choice: NonNullable<TableProps<MatterRow>["rowSelection"]> = {
    selectedRowKeys: ticked.map((row) => row.id),
    preserveSelectedRowKeys: true,
    columnTitle: <span className="unseen">{say.tick}</span>,
    columnWidth: 40,
    onChange: (_, rows) => {
      setTicked(rows);
    },
    getCheckboxProps: (row) => ({ disabled: why(row, ticked) !== undefined, "aria-label": row.title }),
    renderCell: (_, row, __, box) => {
      const told = why(row, ticked);
      return told === undefined ? box : <Tooltip title={told}>{box}</Tooltip>;
    },
  };
  const clear = () => {
    setTicked([]);
  };
  return { ticked, choice, clear };
}

/** The matters and how far each has come. */
export function useTogether(rows: MatterRow[]) {
  const reload = useReload();
  const [courses, setCourses] = useState<Course[]>(() =>
    rows.map((row) => ({ row, key: crypto.randomUUID(), state: "waiting" })),
  );
  const [running, setRunning] = useState(false);
  const done = courses.filter((course) => course.state === "done").length;
  const failed = courses.filter((course) => course.state === "failed").length;

  const tell = (id: string, told: Partial<Course>) => {
    setCourses((before) => before.map((course) => (course.row.id === id ? { ...course, ...told } : course)));
  };

  /** Does it for each that is not done yet; what throws an error is told beside its matter. */
  const run = async (work: (row: MatterRow, key: string) => Promise<void>) => {
    setRunning(true);
    for (const { row, key } of courses.filter((one) => one.state !== "done")) {
      tell(row.id, { state: "sending" });
      try {
        await work(row, key);
        tell(row.id, { state: "done" });
      } catch (thrown) {
        const problem = thrown instanceof Error ? thrown : asProblem(thrown);
        // Answered with a refusal: the next try is another deed.
        const again = asProblem(thrown).status === 0 ? key : crypto.randomUUID();
        tell(row.id, { state: "failed", why: problem.message, key: again });
      }
    }
    setRunning(false);
    await reload();
  };
  return { courses, running, done, failed, left: courses.length - done, run };
}

interface Dialog {
  of: ReturnType<typeof useTogether>;
  title: string;
  /** What the button says that sends so many. */
  submit: (count: number) => string;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** The dialog around what is asked once for all of them. */
export function TogetherDialog({ of, title, submit, onSubmit, onClose, children }: Dialog) {
  const say = useWords(text);
  const { courses, running, done, failed, left } = of;
  return (
    <Modal
      open
      width={720}
      title={title}
      mask={{ closable: !running }}
      closable={!running}
      onCancel={onClose}
      cancelText={say.close}
      cancelButtonProps={{ disabled: running }}
      okText={failed > 0 ? say.retry(left) : submit(left)}
      okButtonProps={left === 0 ? { style: { display: "none" } } : {}}
      confirmLoading={running}
      onOk={onSubmit}
    >
      {children}
      <div aria-live="polite">
        {done + failed > 0 || running ? (
          <Progress
            aria-label={say.result}
            percent={Math.round((done / courses.length) * 100)}
            status={failed > 0 ? "exception" : running ? "active" : "normal"}
            format={() => say.progress(done, courses.length)}
            style={{ paddingInlineEnd: 90 }}
          />
        ) : null}
      </div>
      <ul className="together">
        {courses.map(({ row, state, why }) => (
          <li key={row.id}>
            <span className="clip" title={row.title}>
              {row.kind === "review" ? row.id.split("/")[1]?.slice(0, 12) : row.title} · {row.due ?? "—"}
            </span>
            <Money of={row.figures.flagged} kind="flagged" />
            <Standing state={state} />
            {why === undefined || state !== "failed" ? null : <span className="together-why">{why}</span>}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Standing({ state }: { state: State }) {
  const say = useWords(text);
  const { palette } = usePreferences();
  const look: Record<State, { icon: ReactNode; colour: string }> = {
    waiting: { icon: <ClockCircleOutlined />, colour: palette.grey },
    sending: { icon: <LoadingOutlined />, colour: palette.accent },
    done: { icon: <CheckCircleFilled />, colour: palette.green },
    failed: { icon: <CloseCircleFilled />, colour: palette.red },
  };
  const { icon, colour } = look[state];
  return (
    <span style={{ color: colour }}>
      {icon} {say[state]}
    </span>
  );
}
