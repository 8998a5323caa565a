// Clinical conduct: recognised reports, what was over the limit, costly cases.
import { Tabs } from "antd";
import type { Area, RoleTag } from "../../../api";
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

const OF_CONDUCT = ["breach", "high-cost", "checkup", "assistance"] as const;

/** What mutual recognition came to is for some, the matters of conduct for some; a few have both. */
function tabsOf(areas: readonly Area[]) {
  if (!areas.includes("recognition")) {
    return OF_CONDUCT;
  }
  return areas.includes("conduct") ? (["recognition", ...OF_CONDUCT] as const) : (["recognition"] as const);
}

export function Clinical() {
  const say = useWords(clinicalWords);
  const { me, grant } = useSession();
  const { active, choose } = useTab(tabsOf(me.areas));
  const tabs = (
    <Tabs
      activeKey={active}
      onChange={choose}
      items={tabsOf(me.areas).map((key) => ({ key, label: say[key] }))}
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
