// The lists of conduct that are no more than a list.
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { TabbedLists } from "./Tabbed";
import { listWords } from "./words";
import "../conduct.css";

export const Events = () => (
  <MatterList
    path="/conduct-events"
    kind="conduct-event"
    columns={["title", "practitioner", "stage", "deadline"]}
    none="noneEvents"
  />
);

export const Vetoes = () => (
  <MatterList
    path="/vetoes"
    kind="veto"
    columns={["title", "practitioner", "stage", "deadline"]}
    none="noneVetoes"
  />
);

export const Discipline = () => (
  <MatterList
    path="/discipline"
    kind="discipline"
    columns={["title", "stage", "assignee", "deadline"]}
    none="noneBegun"
  />
);

export const UsageQueries = () => (
  <MatterList
    path="/usage"
    kind="usage-query"
    columns={["title", "stage", "assignee", "deadline"]}
    none="noneUsage"
  />
);

export function CleanHospital() {
  const say = useWords(listWords);
  return (
    <TabbedLists
      path="/clean-hospital"
      kinds={[
        { kind: "duty-list", label: say.duties, columns: ["title", "period", "stage", "assignee", "deadline"], none: "noneBegun" },
        { kind: "five-good", label: say.fiveGood, columns: ["title", "period", "stage", "changed"], none: "noneBegun" },
        { kind: "record", label: say.records, columns: ["title", "practitioner", "stage", "opened"], none: "noneBegun" },
        { kind: "risk-point", label: say.riskPoints, columns: ["title", "stage", "assignee", "deadline"], none: "noneBegun" },
        { kind: "training", label: say.trainings, columns: ["title", "period", "stage", "changed"], none: "noneBegun" },
        { kind: "pledge", label: say.pledges, columns: ["title", "period", "stage", "deadline"], none: "noneBegun" },
        { kind: "library-case", label: say.cases, columns: ["title", "stage", "changed"], none: "noneBegun" },
      ]}
    />
  );
}

/** What a health bureau inspects, evaluates and decides in the institutions of its district. */
export function Oversight() {
  const say = useWords(listWords);
  return (
    <TabbedLists
      path="/oversight"
      kinds={[
        { kind: "duty-list", label: say.tours, columns: ["title", "institution", "period", "stage", "deadline"], none: "noneBegun" },
        { kind: "five-good", label: say.fiveGood, columns: ["title", "institution", "period", "stage", "changed"], none: "noneBegun" },
        { kind: "checkup", label: say.checkups, columns: ["title", "institution", "stage", "deadline"], none: "noneBegun" },
        { kind: "assistance", label: say.assistance, columns: ["title", "institution", "stage", "changed"], none: "noneBegun" },
        { kind: "breach", label: say.breaches, columns: ["title", "institution", "stage", "deadline"], none: "noneBegun" },
        { kind: "high-cost", label: say.highCost, columns: ["title", "institution", "stage", "deadline"], none: "noneBegun" },
        { kind: "veto", label: say.vetoTransfers, columns: ["title", "institution", "stage", "changed"], none: "noneVetoes" },
        { kind: "record", label: say.records, columns: ["title", "institution", "stage", "opened"], none: "noneBegun" },
        { kind: "library-case", label: say.cases, columns: ["title", "institution", "stage", "changed"], none: "noneBegun" },
      ]}
    />
  );
}
