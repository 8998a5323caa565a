// Surveys for the office: what was answered, and codes to answer by.
import { Tabs } from "antd";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { useTab } from "../tabs";
import { Codes } from "./Codes";
import { Results } from "./Results";
import { surveyWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";
import "./survey.css";

export function Surveys() {
  const say = useWords(surveyWords);
  const { active, choose } = useTab(["results", "codes"]);
  return (
    <div className="page">
      <PageHead path="/surveys" />
      <Tabs
        destroyOnHidden
        activeKey={active}
        onChange={choose}
        items={[
          { key: "results", label: say.tabResults, children: <Results /> },
          { key: "codes", label: say.tabCodes, children: <Codes /> },
        ]}
      />
    </div>
  );
}
