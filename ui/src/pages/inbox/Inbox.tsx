// What waits for an institution: notices, tasks, deadlines; and who at the institution it is about.
import { useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import { useSearchParams } from "react-router";
import { api } from "../../api";
import { useSession } from "../../app/session";
import { Figure } from "../../parts/Figure";
import { figureWords, MoneyWithUnit } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfInstitution, pathOfList } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Departments } from "./Departments";
import { Notices } from "./Notices";
import { kinds, stagesOf } from "./turns";
import { inboxWords } from "./words";
import "./inbox.css";

export function Inbox() {
  const say = useWords(inboxWords);
  const { me } = useSession();
  const [search, setSearch] = useSearchParams();
  const tab = search.get("tab") === "who" ? "who" : "todo";
  return (
    <div className="page page-list inbox">
      <PageHead path="/inbox" />
      <Standing />
      <Tabs
        className="inbox-tabs"
        activeKey={tab}
        destroyOnHidden
        onChange={(key) => {
          setSearch(key === "todo" ? {} : { tab: key }, { replace: true });
        }}
        items={[
          { key: "todo", label: say.tabTodo, children: <Notices /> },
          ...(me.areas.includes("findings") ? [{ key: "who", label: say.tabWho, children: <Departments /> }] : []),
        ]}
      />
    </div>
  );
}

/** How much waits, how much of it is late, what it is about, and what reminders have spared. */
function Standing() {
  const say = useWords(inboxWords);
  const names = useWords(figureWords);
  const { me, grant } = useSession();
  const waiting = { kind: kinds.join(","), stage: stagesOf("ours") };
  const ours = useQuery({
    queryKey: ["matter-totals", "ours"],
    queryFn: ({ signal }) => api.matterTotals({ ...waiting, by: "kind" }, signal),
  });
  const late = useQuery({
    queryKey: ["matter-totals", "ours", "overdue"],
    queryFn: ({ signal }) => api.matterTotals({ ...waiting, overdue: true, by: "kind" }, signal),
  });
  const whole = useQuery({
    queryKey: ["matter-totals", "inbox"],
    queryFn: ({ signal }) => api.matterTotals({ kind: kinds.join(","), by: "kind" }, signal),
  });
  const own = grant?.place_kind === "institution" && me.areas.includes("institutions") ? grant.place : undefined;
  const institution = useQuery({
    queryKey: ["institution", own],
    queryFn: ({ signal }) => api.institution(own ?? "", signal),
    enabled: own !== undefined,
  });
  if (ours.data === undefined || late.data === undefined || whole.data === undefined) {
    return null;
  }
  const { figures } = whole.data.total;
  return (
    <div className="figures">
      <Figure label={say.waiting} to="/inbox" note={say.waitingNote}>
        {ours.data.total.count.toLocaleString("zh-CN")} <small>{say.items}</small>
      </Figure>
      <Figure
        label={say.overdue}
        to={pathOfList("/inbox", { overdue: "true" })}
        note={say.overdueNote}
        alarm={late.data.total.count > 0}
      >
        {late.data.total.count.toLocaleString("zh-CN")} <small>{say.items}</small>
      </Figure>
      {(["flagged", "upheld", "recovered"] as const).map((kind) => (
        <Figure key={kind} kind={kind} label={names[kind]} to={pathOfList("/inbox", { turn: "any", order: "largest" })}>
          <MoneyWithUnit of={figures[kind]} kind={kind} />
        </Figure>
      ))}
      {institution.data === undefined || own === undefined ? null : (
        <Figure kind="avoided" label={names.avoided} to={pathOfInstitution(own)} note={say.avoidedNote}>
          <MoneyWithUnit of={institution.data.figures.avoided} kind="avoided" />
        </Figure>
      )}
    </div>
  );
}
