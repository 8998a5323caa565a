// The columns a list of matters may have. Each list chooses its own; the rest can be added by hand.
import { Link } from "react-router";
import type { Figures, MatterRow } from "../../api";
import { Deadline } from "../../parts/Deadline";
import type { Column } from "../../parts/ListPage";
import { Money } from "../../parts/Money";
import { pathOfInstitution, pathOfMatter, pathOfRule } from "../../parts/paths";
import type { MatterWords } from "./words";

export type MatterColumn =
  | "title"
  | "kind"
  | "institution"
  | "rule"
  | "period"
  | "stage"
  | "assignee"
  | "deadline"
  | keyof Figures
  | "opened"
  | "changed"
  | "practitioner"
  | "division";

const ALL: readonly MatterColumn[] = [
  "title",
  "practitioner",
  "kind",
  "institution",
  "rule",
  "period",
  "stage",
  "assignee",
  "deadline",
  "flagged",
  "upheld",
  "recovered",
  "avoided",
  "division",
  "opened",
  "changed",
];

export function matterColumns(say: MatterWords, shown: readonly MatterColumn[]): Column<MatterRow>[] {
  const columns: Record<MatterColumn, Omit<Column<MatterRow>, "key" | "name" | "title">> = {
    title: {
      render: (_, row) => (
        <Link className="clip" to={pathOfMatter(row.id)} title={row.title}>
          {row.title}
        </Link>
      ),
      ellipsis: true,
    },
    practitioner: { dataIndex: "practitioner", width: 150, className: "number" },
    kind: { dataIndex: "kind_zh", width: 80 },
    institution: {
      render: (_, row) =>
        row.institution === undefined ? (
          "—"
        ) : (
          <Link className="clip" to={pathOfInstitution(row.institution)} title={row.institution_name}>
            {row.institution_name ?? row.institution}
          </Link>
        ),
      ellipsis: true,
      width: 200,
    },
    rule: {
      render: (_, row) =>
        row.rule === undefined ? (
          "—"
        ) : (
          <Link className="clip" to={pathOfRule(row.rule)} title={row.rule_name}>
            {row.rule_name ?? row.rule}
          </Link>
        ),
      ellipsis: true,
      width: 170,
    },
    period: { dataIndex: "period", width: 84, className: "number" },
    stage: { dataIndex: "stage", width: 96 },
    assignee: { render: (_, row) => row.assignee_name ?? say.unassigned, width: 92 },
    deadline: {
      render: (_, row) => <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />,
      width: 206,
    },
    flagged: { render: (_, row) => <Money of={row.figures.flagged} kind="flagged" />, align: "end", width: 124 },
    upheld: { render: (_, row) => <Money of={row.figures.upheld} kind="upheld" />, align: "end", width: 124 },
    recovered: { render: (_, row) => <Money of={row.figures.recovered} kind="recovered" />, align: "end", width: 124 },
    avoided: { render: (_, row) => <Money of={row.figures.avoided} kind="avoided" />, align: "end", width: 124 },
    division: { dataIndex: "division", width: 84 },
    opened: { dataIndex: "opened_at", width: 160, className: "number" },
    changed: { dataIndex: "changed_at", width: 160, className: "number" },
  };
  return ALL.map((key) => ({ key, name: say[key], title: say[key], ...columns[key], hidden: !shown.includes(key) }));
}
