// One argument for several notices of one rule: one command for each, one after another, each with its
// own result. What did not arrive is sent again under the same key.
import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, LoadingOutlined, UploadOutlined } from "@ant-design/icons";
import { Button, Form, Input, Modal, Progress, Upload } from "antd";
import { useState, type ReactNode } from "react";
import { api, asProblem, type MatterRow } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Money } from "../../parts/Money";
import { useReload } from "../../parts/reload";
import { useWords } from "../../words/words";
import { inboxWords } from "./words";

type State = "waiting" | "sending" | "done" | "failed";

interface Course {
  row: MatterRow;
  key: string;
  state: State;
  why?: string;
}

interface Entered {
  argument: string;
  files: File[];
}

const COMMAND = "submit_appeal";

export function BatchAppeal({ rows, onClose }: { rows: MatterRow[]; onClose: () => void }) {
  const say = useWords(inboxWords);
  const reload = useReload();
  const [form] = Form.useForm<Entered>();
  const [courses, setCourses] = useState<Course[]>(() =>
    rows.map((row) => ({ row, key: crypto.randomUUID(), state: "waiting" })),
  );
  const [running, setRunning] = useState(false);
  const done = courses.filter((course) => course.state === "done").length;
  const failed = courses.filter((course) => course.state === "failed").length;
  const left = courses.length - done;

  const tell = (id: string, told: Partial<Course>) => {
    setCourses((before) => before.map((course) => (course.row.id === id ? { ...course, ...told } : course)));
  };

  const appeal = async ({ row, key }: Course, { argument, files }: Entered) => {
    const page = await api.matter(row.id);
    if (!page.offers.some((offer) => offer.command === COMMAND)) {
      throw new Error(say.notOffered);
    }
    const attachments = [];
    for (const file of files) {
      attachments.push(await api.attach(row.id, file));
    }
    await api.command(row.id, page.row.version, { command: COMMAND, argument: argument.trim(), attachments }, key);
  };

  const send = async (entered: Entered) => {
    setRunning(true);
    for (const course of courses.filter((one) => one.state !== "done")) {
      const { id } = course.row;
      tell(id, { state: "sending" });
      try {
        await appeal(course, entered);
        tell(id, { state: "done" });
      } catch (thrown) {
        const problem = thrown instanceof Error ? thrown : asProblem(thrown);
        // Answered with a refusal: the next try is another deed.
        const again = asProblem(thrown).status === 0 ? course.key : crypto.randomUUID();
        tell(id, { state: "failed", why: problem.message, key: again });
      }
    }
    setRunning(false);
    await reload();
  };

  return (
    <Modal
      open
      width={720}
      title={say.batchTitle}
      mask={{ closable: !running }}
      closable={!running}
      onCancel={onClose}
      cancelText={say.close}
      cancelButtonProps={{ disabled: running }}
      okText={failed > 0 ? say.retry(left) : say.submitAll(left)}
      okButtonProps={left === 0 ? { style: { display: "none" } } : {}}
      confirmLoading={running}
      onOk={() => {
        form.submit();
      }}
    >
      <p>
        <strong>{say.batchRule(rows[0]?.rule_name ?? "")}</strong> {say.batchNote}
      </p>
      <Form<Entered> form={form} layout="vertical" disabled={running || left === 0} initialValues={{ files: [] }} onFinish={(entered) => void send(entered)}>
        <Form.Item name="argument" label={say.argument} rules={[{ required: true, whitespace: true, message: say.argumentNeeded }]}>
          <Input.TextArea autoSize={{ minRows: 3, maxRows: 8 }} />
        </Form.Item>
        <Form.Item
          name="files"
          label={say.attachments}
          extra={say.attachmentsHelp}
          rules={[{ required: true, type: "array", min: 1, message: say.attachmentsNeeded }]}
        >
          <LocalFiles />
        </Form.Item>
      </Form>
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
      <ul className="batch-list">
        {courses.map(({ row, state, why }) => (
          <li key={row.id}>
            <span className="clip" title={row.title}>
              {row.id.split("/")[1]?.slice(0, 12)} · {row.due ?? "—"}
            </span>
            <Money of={row.figures.flagged} kind="flagged" />
            <Standing state={state} />
            {why === undefined || state !== "failed" ? null : <span className="batch-why">{why}</span>}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function Standing({ state }: { state: State }) {
  const say = useWords(inboxWords);
  const { palette } = usePreferences();
  const look: Record<State, { icon: ReactNode; colour: string; word: string }> = {
    waiting: { icon: <ClockCircleOutlined />, colour: palette.grey, word: say.stateWaiting },
    sending: { icon: <LoadingOutlined />, colour: palette.accent, word: say.stateSending },
    done: { icon: <CheckCircleFilled />, colour: palette.green, word: say.stateDone },
    failed: { icon: <CloseCircleFilled />, colour: palette.red, word: say.stateFailed },
  };
  const { icon, colour, word } = look[state];
  return (
    <span style={{ color: colour }}>
      {icon} {word}
    </span>
  );
}

/** Files that stay on this computer until they are sent. */
function LocalFiles({ id, value, onChange }: { id?: string; value?: File[]; onChange?: (files: File[]) => void }) {
  const say = useWords(inboxWords);
  const files = value ?? [];
  return (
    <Upload
      {...(id === undefined ? {} : { id })}
      multiple
      fileList={files.map((file, index) => ({ uid: String(index), name: file.name, status: "done" }))}
      beforeUpload={(_, all) => {
        onChange?.([...files, ...all]);
        return false;
      }}
      onRemove={(gone) => {
        onChange?.(files.filter((_, index) => String(index) !== gone.uid));
      }}
    >
      <Button icon={<UploadOutlined />}>{say.choose}</Button>
    </Upload>
  );
}
