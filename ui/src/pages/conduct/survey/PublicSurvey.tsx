// The survey as a patient sees it on a phone: no login, one page, one answer.
import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Form, Input, Radio, Result, Spin } from "antd";
import { useParams } from "react-router";
import { asProblem } from "../../../api";
import { conduct, type PublicSurvey as Survey, type SurveyAnswers } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useWords } from "../../../words/words";
import { publicWords } from "./words";
import "./survey.css";

/** There is no such code, or its form is no longer in use. */
const GONE: readonly number[] = [404, 410];
/** What the server says to a second answer. */
const ANSWERED = "WB-ANSWERED";
const SCORES = Array.from({ length: 10 }, (_, at) => at + 1);
const LONGEST = 500;

export function PublicSurvey() {
  const { code = "" } = useParams();
  const say = useWords(publicWords);
  const { palette } = usePreferences();
  const survey = useQuery({ queryKey: ["public-survey", code], queryFn: ({ signal }) => conduct.publicSurvey(code, signal) });
  return (
    <main className="survey" style={{ background: palette.ground, color: palette.text }}>
      <title>{say.product}</title>
      {survey.isPending ? <Spin description={say.loading} /> : null}
      {survey.isError ? <Closed thrown={survey.error} retry={() => void survey.refetch()} /> : null}
      {survey.data === undefined ? null : <Answering code={code} of={survey.data} />}
    </main>
  );
}

function Closed({ thrown, retry }: { thrown: unknown; retry: () => void }) {
  const say = useWords(publicWords);
  const problem = asProblem(thrown);
  if (problem.code === ANSWERED) {
    return <End status="info" title={say.again} why={say.againWhy} />;
  }
  return GONE.includes(problem.status) ? (
    <End status="warning" title={say.unknown} why={say.unknownWhy} />
  ) : (
    <ProblemNote thrown={thrown} retry={retry} />
  );
}

function End({ status, title, why }: { status: "success" | "info" | "warning"; title: string; why: string }) {
  return <Result status={status} title={<h1>{title}</h1>} subTitle={why} />;
}

function Answering({ code, of }: { code: string; of: Survey }) {
  const say = useWords(publicWords);
  const send = useMutation({ mutationFn: (answers: SurveyAnswers) => conduct.answerSurvey(code, answers) });
  if (send.isSuccess) {
    return <End status="success" title={say.thanks} why={say.thanksWhy} />;
  }
  if (send.isError && asProblem(send.error).code === ANSWERED) {
    return <End status="info" title={say.again} why={say.againWhy} />;
  }
  return (
    <>
      <header>
        <h1>{of.title}</h1>
        <p>
          {of.institution_name} · {of.department}
        </p>
        <p>{of.intro}</p>
      </header>
      <Form<SurveyAnswers>
        layout="vertical"
        requiredMark={false}
        scrollToFirstError
        onFinish={(given) => {
          // What was left out is not sent.
          send.mutate(Object.fromEntries(Object.entries(given).filter(([, value]) => (value as unknown) !== undefined && value !== "")));
        }}
      >
        {of.questions.map((question) => (
          <Question key={question.id} of={question} />
        ))}
        {send.isError ? <ProblemNote thrown={send.error} /> : null}
        <Button type="primary" size="large" block htmlType="submit" loading={send.isPending}>
          {say.send}
        </Button>
      </Form>
    </>
  );
}

function Question({ of }: { of: Survey["questions"][number] }) {
  const say = useWords(publicWords);
  const label = of.required ? of.zh : `${of.zh}${say.optional}`;
  return (
    <Form.Item name={of.id} label={label} rules={of.required ? [{ required: true, message: say.needed }] : []}>
      {of.kind === "score" ? (
        <Score label={label} />
      ) : of.kind === "yes_no" ? (
        <Radio.Group
          size="large"
          optionType="button"
          aria-label={label}
          options={[
            { value: true, label: say.yes },
            { value: false, label: say.no },
          ]}
        />
      ) : (
        <Input.TextArea rows={3} maxLength={LONGEST} aria-label={label} />
      )}
    </Form.Item>
  );
}

/** Two rows of five on a phone, each large enough for a thumb. */
function Score({ label, value, onChange }: { label: string; value?: number; onChange?: (value: number) => void }) {
  const say = useWords(publicWords);
  return (
    <>
      <Radio.Group
        className="survey-score"
        size="large"
        optionType="button"
        aria-label={label}
        value={value}
        onChange={(event) => onChange?.(event.target.value as number)}
        options={SCORES.map((score) => ({ value: score, label: String(score) }))}
      />
      <div className="survey-ends" aria-hidden>
        <span>{`1 ${say.worst}`}</span>
        <span>{`10 ${say.best}`}</span>
      </div>
    </>
  );
}
