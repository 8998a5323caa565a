// The ranked lists of the dashboard. Plain tables: they are short, and the first screen stays small.
import { Tooltip } from "antd";
import { Link } from "react-router";
import type { Dashboard } from "../../api";
import { Deadline } from "../../parts/Deadline";
import { asNumber, inTenThousands } from "../../parts/money";
import { pathOfInstitution, pathOfList, pathOfMatter, pathOfRule } from "../../parts/paths";
import { useWords } from "../../words/words";
import { dashboardWords } from "./words";

const MOST_RULES = 8;

export function RulesTable({ rules }: { rules: Dashboard["rules"] }) {
  const say = useWords(dashboardWords);
  const shown = [...rules].sort((a, b) => asNumber(b.flagged) - asNumber(a.flagged)).slice(0, MOST_RULES);
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{say.rule}</th>
          <th scope="col">{say.findings}</th>
          <th scope="col">{say.flagged}</th>
          <th scope="col">{say.precision}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((rule) => (
          <tr key={rule.key}>
            <th scope="row">
              <Link className="clip" to={pathOfRule(rule.key)} title={rule.name}>
                {rule.name}
              </Link>
            </th>
            <td>
              <Link to={pathOfList("/queue", { rule: rule.key })}>{rule.count.toLocaleString("zh-CN")}</Link>
            </td>
            <td>{inTenThousands(rule.flagged)}</td>
            <td>
              {rule.precision === undefined ? (
                <Tooltip title={say.unknownWhy}>{say.unknown}</Tooltip>
              ) : (
                `${(Number(rule.precision) * 100).toFixed(1)}%`
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function InstitutionsTable({ institutions }: { institutions: Dashboard["institutions"] }) {
  const say = useWords(dashboardWords);
  const ranked = [...institutions].sort((a, b) => asNumber(b.figures.flagged) - asNumber(a.figures.flagged));
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{say.institution}</th>
          <th scope="col">{say.findings}</th>
          <th scope="col">{say.flagged}</th>
          <th scope="col">{say.upheld}</th>
          <th scope="col">{say.recovered}</th>
        </tr>
      </thead>
      <tbody>
        {ranked.map(({ code, name, findings, figures }) => (
          <tr key={code}>
            <th scope="row">
              <Link className="clip" to={pathOfInstitution(code)} title={name}>
                {name}
              </Link>
            </th>
            <td>{findings.toLocaleString("zh-CN")}</td>
            <td>{inTenThousands(figures.flagged)}</td>
            <td>{inTenThousands(figures.upheld)}</td>
            <td>{inTenThousands(figures.recovered)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function DivisionsTable({ divisions }: { divisions: Dashboard["divisions"] }) {
  const say = useWords(dashboardWords);
  const ranked = [...divisions].sort((a, b) => asNumber(b.flagged) - asNumber(a.flagged));
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{say.division}</th>
          <th scope="col">{say.findings}</th>
          <th scope="col">{say.flagged}</th>
        </tr>
      </thead>
      <tbody>
        {ranked.map(({ division, name, findings, flagged }) => (
          <tr key={division}>
            <th scope="row">{name ?? division}</th>
            <td>{findings.toLocaleString("zh-CN")}</td>
            <td>{inTenThousands(flagged)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function OverdueBoard({ overdue }: { overdue: Dashboard["overdue"] }) {
  const say = useWords(dashboardWords);
  if (overdue.length === 0) {
    return <p>{say.noOverdue}</p>;
  }
  return (
    <ul className="board">
      {overdue.map((row) => (
        <li key={row.id}>
          <Link className="clip" to={pathOfMatter(row.id)} title={row.title}>
            {row.title}
          </Link>
          <span>
            {row.kind_zh} · {row.stage} · {row.assignee_name ?? "—"}
          </span>
          <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />
        </li>
      ))}
    </ul>
  );
}
