// Figures of a chosen month, with what brings in more of them.
import { DatePicker } from "antd";
import type { Dayjs } from "dayjs";
import { useState, type ReactNode } from "react";
import { dayjs } from "../../../parts/days";
import { useWords } from "../../../words/words";
import { clinicalWords } from "./words";

export function Monthly({ tools, children }: { tools?: ReactNode; children: (month: string) => ReactNode }) {
  const say = useWords(clinicalWords);
  // The present month is not over: its figures are not there yet.
  const [month, setMonth] = useState<Dayjs>(() => dayjs().subtract(1, "month"));
  return (
    <>
      <div className="conduct-filters">
        <label htmlFor="clinical-month">{say.month}</label>
        <DatePicker
          id="clinical-month"
          picker="month"
          allowClear={false}
          value={month}
          onChange={(chosen) => {
            if (chosen !== null) {
              setMonth(chosen);
            }
          }}
        />
        {tools}
      </div>
      {children(month.format("YYYY-MM"))}
    </>
  );
}
