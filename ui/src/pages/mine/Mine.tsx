// A doctor's own page: what was shown and answered, the points, the rules that concern him.
import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { PageHead } from "../../parts/PageHead";
import { useWords } from "../../words/words";
import { Alerts } from "./Alerts";
import { OwnPoints } from "./OwnPoints";
import { OwnRules } from "./OwnRules";
import { mineWords } from "./words";
import "../inbox/inbox.css";

const TABS = ["alerts", "points", "rules"] as const;

export function Mine() {
  const say = useWords(mineWords);
  const [search, setSearch] = useSearchParams();
  return (
    <div className="page page-list inbox">
      <PageHead path="/my-alerts" />
      <Tabs
        className="inbox-tabs"
        destroyOnHidden
        activeKey={TABS.find((tab) => tab === search.get("tab")) ?? "alerts"}
        onChange={(tab) => {
          setSearch(tab === "alerts" ? {} : { tab }, { replace: true });
        }}
        items={[
          { key: "alerts", label: say.tabAlerts, children: <Alerts /> },
          { key: "points", label: say.tabPoints, children: <OwnPoints /> },
          { key: "rules", label: say.tabRules, children: <OwnRules /> },
        ]}
      />
    </div>
  );
}
