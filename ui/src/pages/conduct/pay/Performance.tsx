// Performance pay: how much conduct weighs, what everybody did, and what each is paid, to the fen; beside
// what another weight would have made of it.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, InputNumber } from "antd";
import { conduct, type Performance as Paid, type PerformanceForm } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { PageHead } from "../../../parts/PageHead";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useWords } from "../../../words/words";
import { Shares } from "./Shares";
import { payWords } from "./words";
import { weightOf, workOf } from "./work";
import "../conduct.css";
import "../../finding/finding.css";

const LEAST = 20;

interface Filled {
  weight: number;
  pool: string;
  work: string;
  approver?: string;
  file_number?: string;
  compare?: number | null;
}

export interface Outcome {
  paid: Paid;
  pool: string;
  compared?: { percent: number; paid: Paid };
}

async function workOut(year: number, filled: Filled): Promise<Outcome> {
  const form = (percent: number): PerformanceForm => ({
    year,
    weight: weightOf(percent),
    pool: Number(filled.pool).toFixed(2),
    work: workOf(filled.work).work,
    ...(filled.approver === undefined ? {} : { approver: filled.approver }),
    ...(filled.file_number === undefined ? {} : { file_number: filled.file_number }),
  });
  const paid = await conduct.performance(form(filled.weight));
  const { pool } = form(filled.weight);
  const percent = filled.compare;
  return percent === undefined || percent === null
    ? { paid, pool }
    : { paid, pool, compared: { percent, paid: await conduct.performance(form(percent)) } };
}

export function Performance() {
  const say = useWords(payWords);
  const { year } = usePreferences();
  const run = useMutation({ mutationFn: (filled: Filled) => workOut(year, filled) });
  return (
    <div className="page">
      <PageHead path="/performance" />
      <p>{say.why}</p>
      <div className="columns">
        <div>
          {run.isError ? <ProblemNote thrown={run.error} /> : null}
          {run.data === undefined ? null : <Shares of={run.data} />}
        </div>
        <section className="sheet">
          <Asking
            busy={run.isPending}
            onRun={(filled) => {
              run.mutate(filled);
            }}
          />
        </section>
      </div>
    </div>
  );
}

function Asking({ busy, onRun }: { busy: boolean; onRun: (filled: Filled) => void }) {
  const say = useWords(payWords);
  const [form] = Form.useForm<Filled>();
  const weight = Form.useWatch("weight", form) as number | null | undefined;
  const other = Form.useWatch("compare", form);
  const low = [weight, other].some((one) => typeof one === "number" && one < LEAST);
  const staff = useQuery({ queryKey: ["conduct-staff"], queryFn: ({ signal }) => conduct.staff(signal) });
  const needed = (name: string) => [{ required: true, message: say.needed(name) }];
  return (
    <Form<Filled> form={form} layout="vertical" initialValues={{ weight: LEAST }} onFinish={onRun}>
      <Form.Item name="weight" label={say.weight} extra={say.weightHint} rules={needed(say.weight)}>
        <InputNumber min={0} max={100} precision={2} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="compare" label={say.compareWith}>
        <InputNumber min={0} max={100} precision={2} style={{ width: "100%" }} />
      </Form.Item>
      {low ? (
        <>
          <Alert type="warning" showIcon title={say.lower} className="conduct-gap" />
          <Form.Item name="approver" label={say.approver} rules={needed(say.approver)}>
            <Input />
          </Form.Item>
          <Form.Item name="file_number" label={say.fileNumber} rules={needed(say.fileNumber)}>
            <Input />
          </Form.Item>
        </>
      ) : null}
      <Form.Item
        name="pool"
        label={say.pool}
        rules={[...needed(say.pool), { pattern: /^\d+(\.\d{1,2})?$/, message: say.amountForm }]}
      >
        <Input inputMode="decimal" />
      </Form.Item>
      <Form.Item
        name="work"
        label={say.work}
        extra={say.workHint}
        rules={[
          ...needed(say.work),
          {
            validator: (_, text: string | undefined) => {
              const { bad } = workOf(text ?? "");
              return bad === undefined ? Promise.resolve() : Promise.reject(new Error(say.badLine(bad)));
            },
          },
        ]}
      >
        <Input.TextArea rows={10} spellCheck={false} />
      </Form.Item>
      <div className="conduct-filters">
        <Button
          loading={staff.isFetching}
          onClick={() => {
            const there = (staff.data?.rows ?? []).filter((row) => row.ended === undefined);
            form.setFieldValue("work", there.map((row) => `${row.code}\t100`).join("\n"));
          }}
        >
          {say.fill}
        </Button>
        <Button type="primary" htmlType="submit" loading={busy}>
          {say.run}
        </Button>
      </div>
    </Form>
  );
}
