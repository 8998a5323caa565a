// Clinical conduct: recognised reports, antimicrobial indicators, what was over the limit, costly cases.
import { DatePicker, Tabs } from "antd";
import type { Dayjs } from "dayjs";
import { useState } from "react";
import { dayjs } from "../../../parts/days";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { SheetImport } from "../import/SheetImport";
import { useTab } from "../tabs";
import { Indicators } from "./Indicators";
import { Recognition } from "./Recognition";
import { clinicalWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";

const PATH = "/clinical-conduct";

export function Clinical() {
  const say = useWords(clinicalWords);
  const { active, choose } = useTab(["recognition", "indicators", "breach", "high-cost", "checkup", "assistance"]);
  const tabs = (
    <Tabs
      activeKey={active}
      onChange={choose}
      items={[
        { key: "recognition", label: say.recognition },
        { key: "indicators", label: say.indicators },
        { key: "breach", label: say.breaches },
        { key: "high-cost", label: say.highCosts },
        { key: "checkup", label: say.checkups },
        { key: "assistance", label: say.assistance },
      ]}
    />
  );
  if (active !== "recognition" && active !== "indicators") {
    return (
      <MatterList
        path={PATH}
        kind={active}
        columns={["title", "practitioner", "stage", "deadline"]}
        none="noneBegun"
        over={tabs}
      />
    );
  }
  return (
    <div className="page">
      <PageHead path={PATH} />
      {tabs}
      <Monthly of={active} />
    </div>
  );
}

function Monthly({ of }: { of: "recognition" | "indicators" }) {
  const say = useWords(clinicalWords);
  // The present month is not over: its figures are not there yet.
  const [month, setMonth] = useState<Dayjs>(() => dayjs().subtract(1, "month"));
  const text = month.format("YYYY-MM");
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
        <SheetImport of={of === "indicators" ? "indicators" : "recognition/reports"} />
      </div>
      {of === "indicators" ? <Indicators month={text} /> : <Recognition month={text} />}
    </>
  );
}
