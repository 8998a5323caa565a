// Clinical conduct: recognised reports, what was over the limit, costly cases; for a bureau's leaders by hospital.
import { Tabs } from "antd";
import type { Area, RoleTag } from "../../../api";
import type { Sheet } from "../../../api/conduct";
import { useSession } from "../../../app/session";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { SheetImport } from "../import/SheetImport";
import { useTab } from "../tabs";
import { Antimicrobial } from "./Antimicrobial";
import { Costly } from "./Costly";
import { Hospitals } from "./Hospitals";
import { Monthly } from "./Monthly";
import { Recognition } from "./Recognition";
import { clinicalWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";

const PATH = "/clinical-conduct";
/** Who brings in the reports of the institution. */
const REPORTING: RoleTag = "insurance_office";
/** Who brings in its figures. */
const COUNTING: readonly RoleTag[] = ["insurance_office", "ethics_office"];

const OF_CONDUCT = ["breach", "high-cost", "checkup", "assistance"] as const;
type OfMonth = "hospitals" | "recognition" | "antimicrobial" | "costly";
type Tab = OfMonth | (typeof OF_CONDUCT)[number];

/** What mutual recognition came to is for some, figures for others, the matters of conduct for some; a few have all. */
function tabsOf(areas: readonly Area[]): readonly [Tab, ...Tab[]] {
  const tabs: Tab[] = [
    ...(areas.includes("hospital_sums") ? (["hospitals"] as const) : []),
    ...(areas.includes("recognition") ? (["recognition"] as const) : []),
    ...(areas.includes("antimicrobial") ? (["antimicrobial"] as const) : []),
    ...(areas.includes("costly_stays") ? (["costly"] as const) : []),
    ...(areas.includes("conduct") ? OF_CONDUCT : []),
  ];
  const [first = "antimicrobial", ...others] = tabs;
  return [first, ...others];
}

export function Clinical() {
  const say = useWords(clinicalWords);
  const { me } = useSession();
  const { active, choose } = useTab(tabsOf(me.areas));
  const tabs = (
    <Tabs
      activeKey={active}
      onChange={choose}
      items={tabsOf(me.areas).map((key) => ({ key, label: say[key] }))}
    />
  );
  switch (active) {
    case "hospitals":
    case "recognition":
    case "antimicrobial":
    case "costly":
      return (
        <div className="page">
          <PageHead path={PATH} />
          {tabs}
          <Monthly tools={<Tools of={active} />}>{(month) => <Figures of={active} month={month} />}</Monthly>
        </div>
      );
    default:
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
}

function Figures({ of, month }: { of: OfMonth; month: string }) {
  switch (of) {
    case "hospitals":
      return <Hospitals month={month} />;
    case "recognition":
      return <Recognition month={month} />;
    case "antimicrobial":
      return <Antimicrobial month={month} />;
    case "costly":
      return <Costly month={month} />;
  }
}

/** The sheets that the figures are made of, for who keeps them. */
function Tools({ of }: { of: OfMonth }) {
  const { grant } = useSession();
  const counts = COUNTING.some((role) => role === grant?.role);
  const sheets: readonly Sheet[] = {
    hospitals: [],
    recognition: grant?.role === REPORTING ? (["recognition/reports"] as const) : [],
    antimicrobial: counts
      ? (["antimicrobial/months", "antimicrobial/uses", "antimicrobial/doses", "antimicrobial/targets"] as const)
      : [],
    costly: counts ? (["high-cost/stays", "high-cost/limits"] as const) : [],
  }[of];
  return (
    <>
      {sheets.map((sheet) => (
        <SheetImport key={sheet} of={sheet} named={sheets.length > 1} />
      ))}
    </>
  );
}
