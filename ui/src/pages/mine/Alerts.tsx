// What was shown while prescribing, what was answered, and what came of all of it.
import { CheckCircleFilled, MinusCircleOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, type Alert } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Figure } from "../../parts/Figure";
import { useFilters } from "../../parts/filters";
import { ListPage, type Column } from "../../parts/ListPage";
import { Money, MoneyWithUnit } from "../../parts/Money";
import { pathOfRule } from "../../parts/paths";
import { useWords } from "../../words/words";
import { mineWords } from "./words";

const NAMES = [] as const;
const HERE = "/my-alerts";

export function Alerts() {
  const say = useWords(mineWords);
  const filters = useFilters(NAMES);
  const columns: Column<Alert>[] = [
    { key: "at", name: say.at, title: say.at, dataIndex: "at", width: 156, className: "number" },
    {
      key: "stage",
      name: say.stage,
      title: say.stage,
      width: 120,
      hidden: true,
      render: (_, row) => (row.stage === "3101" ? say.prescribing : say.settlement),
    },
    {
      key: "rule",
      name: say.rule,
      title: say.rule,
      ellipsis: true,
      width: 140,
      render: (_, row) => (
        <Link className="clip" to={pathOfRule(row.rule)} title={row.rule_name}>
          {row.rule_name}
        </Link>
      ),
    },
    { key: "sentence", name: say.sentence, title: say.sentence, dataIndex: "sentence", width: 280 },
    { key: "certainty", name: say.certainty, title: say.certainty, dataIndex: "certainty_zh", width: 92, hidden: true },
    { key: "action", name: say.action, title: say.action, dataIndex: "action_zh", width: 96 },
    { key: "amount", name: say.amount, title: say.amount, width: 124, align: "end", render: (_, row) => <Money of={row.amount} /> },
    {
      key: "answer",
      name: say.answer,
      title: say.answer,
      width: 150,
      render: (_, row) =>
        row.answer === undefined ? (
          say.noAnswer
        ) : (
          <>
            {row.answer.zh} <small className="number">{row.answer.at}</small>
            {row.answer.reason === "" ? null : <div>{say.reason(row.answer.reason)}</div>}
          </>
        ),
    },
    { key: "followed", name: say.followed, title: say.followed, width: 96, render: (_, row) => <Followed yes={row.followed} /> },
    {
      key: "settled",
      name: say.settled,
      title: say.settled,
      width: 124,
      render: (_, row) => <Settled yes={row.settled} />,
    },
  ];
  return (
    <>
      <Totals />
      <ListPage<Alert>
        name="my-alerts"
        load={api.myAlerts}
        filters={filters}
        columns={columns}
        idOf={(row) => row.id}
        none={say.none}
      />
    </>
  );
}

function Totals() {
  const say = useWords(mineWords);
  const all = useQuery({ queryKey: ["my-alerts", "totals"], queryFn: ({ signal }) => api.myAlerts({ size: 1 }, signal) });
  if (all.data === undefined) {
    return null;
  }
  const { shown, answered, adopted, avoided } = all.data;
  const share = (part: number) => (shown === 0 ? "—" : `${((part / shown) * 100).toFixed(1)}%`);
  return (
    <div className="figures" style={{ marginBottom: 8 }}>
      <Figure label={say.shown} to={HERE}>
        {shown.toLocaleString("zh-CN")} <small>{say.times}</small>
      </Figure>
      <Figure label={say.answered} to={HERE} note={say.ofShown(share(answered))}>
        {answered.toLocaleString("zh-CN")} <small>{say.times}</small>
      </Figure>
      <Figure label={say.adopted} to={HERE} note={`${say.adoptedNote}，${say.ofShown(share(adopted))}`}>
        {adopted.toLocaleString("zh-CN")} <small>{say.times}</small>
      </Figure>
      <Figure label={say.avoided} to={HERE} kind="avoided" note={say.avoidedNote}>
        <MoneyWithUnit of={avoided} kind="avoided" />
      </Figure>
    </div>
  );
}

function Followed({ yes }: { yes: boolean }) {
  const say = useWords(mineWords);
  const { palette } = usePreferences();
  return (
    <span style={{ color: yes ? palette.green : palette.grey }}>
      {yes ? <CheckCircleFilled /> : <MinusCircleOutlined />} {yes ? say.changed : say.kept}
    </span>
  );
}

function Settled({ yes }: { yes: boolean }) {
  const say = useWords(mineWords);
  const { palette } = usePreferences();
  return (
    <span style={{ color: yes ? palette.amber : palette.grey }}>
      {yes ? <WarningFilled /> : <MinusCircleOutlined />} {yes ? say.found : say.gone}
    </span>
  );
}
