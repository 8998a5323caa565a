// The institutions one supervises, and how far each is connected.
import { Link } from "react-router";
import { api, type InstitutionRow } from "../../api";
import { useFilters } from "../../parts/filters";
import { ListPage, type Column } from "../../parts/ListPage";
import { Money } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfInstitution, pathOfList } from "../../parts/paths";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../words/words";
import { Access } from "./Access";
import { institutionWords } from "./words";

const NAMES = ["q"] as const;
const STAGES = ["prescribing", "settlement", "feedback"] as const;

export function Institutions() {
  const say = useWords(institutionWords);
  const filters = useFilters(NAMES);
  const columns: Column<InstitutionRow>[] = [
    {
      key: "name",
      name: say.name,
      title: say.name,
      ellipsis: true,
      render: (_, row) => (
        <Link className="clip" to={pathOfInstitution(row.code)} title={row.name}>
          {row.name}
        </Link>
      ),
    },
    { key: "code", name: say.code, title: say.code, dataIndex: "code", width: 130 },
    { key: "level", name: say.level, title: say.level, dataIndex: "level", width: 72 },
    { key: "division", name: say.division, title: say.division, dataIndex: "division", width: 88 },
    ...STAGES.map((stage): Column<InstitutionRow> => ({
      key: stage,
      name: say[stage],
      title: say[stage],
      width: 118,
      render: (_, row) => <Access state={row.access[stage]} />,
    })),
    {
      key: "findings",
      name: say.count,
      title: say.count,
      width: 90,
      align: "end",
      render: (_, row) => (
        <Link to={pathOfList("/queue", { institution: row.code })}>{row.findings.toLocaleString("zh-CN")}</Link>
      ),
    },
    {
      key: "flagged",
      name: say.flagged,
      title: say.flagged,
      width: 140,
      align: "end",
      render: (_, row) => <Money of={row.flagged} kind="flagged" />,
    },
  ];
  return (
    <div className="page page-list">
      <PageHead path="/institutions" />
      <ListPage<InstitutionRow>
        name="institutions"
        load={api.institutions}
        filters={filters}
        columns={columns}
        idOf={(row) => row.code}
        pathOf={(row) => pathOfInstitution(row.code)}
        none={say.none}
        above={
          <SearchBox
            label={say.search}
            width={260}
            value={filters.one("q")}
            onSearch={(q) => {
              filters.set({ q });
            }}
          />
        }
      />
    </div>
  );
}
