// What was answered in a period: by department, by question, month by month.
import { useQuery } from "@tanstack/react-query";
import { DatePicker, Select, Skeleton } from "antd";
import type { Dayjs } from "dayjs";
import { lazy, Suspense, useState } from "react";
import { conduct, type SurveyForm, type SurveyResults } from "../../../api/conduct";
import { dayjs } from "../../../parts/days";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { FORMS } from "./forms";
import { surveyWords } from "./words";

const TrendChart = lazy(() => import("./TrendChart"));

const DAY = "YYYY-MM-DD";

export function Results() {
  const say = useWords(surveyWords);
  const [form, setForm] = useState<SurveyForm>("outpatient");
  const [[from, to], setPeriod] = useState<[Dayjs, Dayjs]>(() => [dayjs().startOf("year"), dayjs()]);
  const query = { form, from: from.format(DAY), to: to.format(DAY) };
  const answer = useQuery({
    queryKey: ["survey-results", query],
    queryFn: ({ signal }) => conduct.surveyResults(query, signal),
  });
  return (
    <>
      <div className="conduct-filters">
        <Select
          aria-label={say.form}
          style={{ width: 140 }}
          value={form}
          options={FORMS.map((one) => ({ value: one, label: say[one] }))}
          onChange={setForm}
        />
        <DatePicker.RangePicker
          aria-label={say.period}
          allowClear={false}
          value={[from, to]}
          onChange={(chosen) => {
            if (chosen?.[0] && chosen[1]) {
              setPeriod([chosen[0], chosen[1]]);
            }
          }}
        />
      </div>
      <Loaded answer={answer}>{(of) => (of.answers === 0 ? <p>{say.noAnswers}</p> : <Shown of={of} />)}</Loaded>
    </>
  );
}

function Shown({ of }: { of: SurveyResults }) {
  const say = useWords(surveyWords);
  return (
    <div className="columns">
      <div>
        <section className="sheet">
          <h2>{say.trend}</h2>
          {of.trend.length < 2 ? (
            <p>{say.noTrend}</p>
          ) : (
            <div className="survey-trend">
              <Suspense fallback={<Skeleton active />}>
                <TrendChart trend={of.trend} title={say.average} />
              </Suspense>
            </div>
          )}
        </section>
        <section className="sheet">
          <h2>{say.byQuestion}</h2>
          <p className="conduct-note">{say.clue}</p>
          <table className="evidence conduct-table">
            <thead>
              <tr>
                <th scope="col">{say.question}</th>
                <th scope="col">{say.average}</th>
              </tr>
            </thead>
            <tbody>
              {of.questions.map(({ id, zh, average }) => (
                <tr key={id}>
                  <th scope="row">{zh}</th>
                  <td className="number">{average ?? "—"}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      <section className="sheet">
        <h2>
          {say.byDepartment} · {typeof of.answers === "number" ? of.answers.toLocaleString("zh-CN") : of.answers} {say.pieces}
        </h2>
        <p className="conduct-note">{say.few}</p>
        <table className="evidence conduct-table">
          <thead>
            <tr>
              <th scope="col">{say.department}</th>
              <th scope="col">{say.answers}</th>
              <th scope="col">{say.average}</th>
            </tr>
          </thead>
          <tbody>
            {of.departments.map(({ department, answers, average }) => (
              <tr key={department}>
                <th scope="row">{department}</th>
                <td className="number">{answers}</td>
                <td className="number">{average ?? "—"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
