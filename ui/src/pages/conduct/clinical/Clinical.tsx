// Clinical conduct: recognised reports, what was over the limit, costly cases.
import { Tabs } from "antd";
import type { RoleTag } from "../../../api";
import { useSession } from "../../../app/session";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { SheetImport } from "../import/SheetImport";
import { useTab } from "../tabs";
import { Monthly } from "./Monthly";
import { Recognition } from "./Recognition";
import { clinicalWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";

const PATH = "/clinical-conduct";
/** Who brings in the reports of the institution. */
const REPORTING: RoleTag = "insurance_office";

export function Clinical() {
  const say = useWords(clinicalWords);
  const { grant } = useSession();
  const { active, choose } = useTab(["recognition", "breach", "high-cost", "checkup", "assistance"]);
  const tabs = (
    <Tabs
      activeKey={active}
      onChange={choose}
      items={[
        { key: "recognition", label: say.recognition },
        { key: "breach", label: say.breaches },
        { key: "high-cost", label: say.highCosts },
        { key: "checkup", label: say.checkups },
        { key: "assistance", label: say.assistance },
      ]}
    />
  );
  if (active !== "recognition") {
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
      <Monthly tools={grant?.role === REPORTING ? <SheetImport of="recognition/reports" /> : null}>
        {(month) => <Recognition month={month} />}
      </Monthly>
    </div>
  );
}
