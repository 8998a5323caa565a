// Statistics of who prescribed how much, which nobody may see without an open request: the run form of a
// request, and its result under a watermark that names who looks at it.
import { StopFilled } from "@ant-design/icons";
import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Select, Table, Watermark } from "antd";
import { asProblem } from "../../../api";
import { conduct, type UsageAsked, type UsageRun } from "../../../api/conduct";
import { useSession } from "../../../app/session";
import { DayInput } from "../../../parts/fields";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useWords } from "../../../words/words";
import { MatterWith } from "../../matters/Matter";
import { usageWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";

export function UsageQuery() {
  const say = useWords(usageWords);
  const { me } = useSession();
  return (
    <MatterWith
      own={({ row }) => ({
        label: say.tab,
        // Whoever asks without an open request of his own raises the alarm: he is not led to do so.
        children:
          row.stage === OPEN && row.assignee === me.user.id ? (
            <Run matter={row.id} />
          ) : (
            <Alert
              type="info"
              showIcon
              className="conduct-gap"
              title={say.closed}
              description={row.stage === OPEN ? say.othersOwn : WAITING.includes(row.stage) ? say.waiting(row.stage) : say.over(row.stage)}
            />
          ),
      })}
    />
  );
}

/** The stage in which its requester may query. */
const OPEN = "已开通";
const WAITING: readonly string[] = ["待第一次审批", "待第二次审批"];

/** Every query that the request does not cover is turned away so, and kept in the trail. */
const TURNED_AWAY = 403;

function Run({ matter }: { matter: string }) {
  const say = useWords(usageWords);
  const run = useMutation({ mutationFn: (asked: UsageAsked) => conduct.runUsage(matter, asked) });
  const alarmed = run.isError && asProblem(run.error).status === TURNED_AWAY;
  return (
    <>
      <section className="sheet conduct-gap">
        <p>{say.why}</p>
        <Asking
          busy={run.isPending}
          onRun={(asked) => {
            run.mutate(asked);
          }}
        />
      </section>
      {alarmed ? (
        <Alert
          type="error"
          showIcon
          icon={<StopFilled />}
          role="alert"
          title={say.alarm}
          description={
            <>
              <div>{asProblem(run.error).message}</div>
              <div>{say.alarmWhy}</div>
            </>
          }
        />
      ) : null}
      {run.isError && !alarmed ? <ProblemNote thrown={run.error} /> : null}
      {run.data === undefined ? null : <Result of={run.data} />}
    </>
  );
}

interface Filled extends Omit<UsageAsked, "item"> {
  item?: string;
}

function Asking({ busy, onRun }: { busy: boolean; onRun: (asked: UsageAsked) => void }) {
  const say = useWords(usageWords);
  const rules = (name: string) => [{ required: true, message: say.needed(name) }];
  return (
    <Form<Filled>
      layout="inline"
      className="conduct-filters"
      initialValues={{ by: "department", of: "drug" }}
      onFinish={({ item, ...asked }) => {
        const named = item?.trim() ?? "";
        onRun(named === "" ? asked : { ...asked, item: named });
      }}
    >
      <Form.Item name="by" label={say.by}>
        <Select
          style={{ width: 110 }}
          options={(["institution", "department", "prescriber"] as const).map((by) => ({ value: by, label: say[by] }))}
        />
      </Form.Item>
      <Form.Item name="of" label={say.of}>
        <Select style={{ width: 110 }} options={(["drug", "consumable"] as const).map((of) => ({ value: of, label: say[of] }))} />
      </Form.Item>
      <Form.Item name="item" label={say.item}>
        <Input style={{ width: 180 }} />
      </Form.Item>
      <Form.Item name="from" label={say.from} rules={rules(say.from)}>
        <DayInput />
      </Form.Item>
      <Form.Item name="before" label={say.before} rules={rules(say.before)}>
        <DayInput />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {say.run}
      </Button>
    </Form>
  );
}

function Result({ of }: { of: UsageRun }) {
  const say = useWords(usageWords);
  return (
    <section className="sheet">
      <h2>{say.ticket(of.ticket, of.rows.length)}</h2>
      <p className="conduct-note">{say.watermark(of.watermark_id)}</p>
      <Watermark content={[of.watermark, of.watermark_id]} gap={[60, 60]}>
        <Table
          size="small"
          rowKey={(row) => row.join("\u001f")}
          dataSource={of.rows}
          pagination={false}
          locale={{ emptyText: say.none }}
          columns={of.columns.map((name, at) => ({ key: name, title: name, render: (_, row: string[]) => row[at] ?? "" }))}
        />
      </Watermark>
    </section>
  );
}
