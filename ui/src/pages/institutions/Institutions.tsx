// The institutions one supervises, and how far each is connected.
import { Input } from "antd";
import { Link } from "react-router";
import { api, type InstitutionRow } from "../../api";
import { useFilters } from "../../parts/filters";
import { ListPage, type Column } from "../../parts/ListPage";
import { Money, type FigureKind } from "../../parts/Money";
import { PageHead } from "../../parts/PageHead";
import { pathOfInstitution } from "../../parts/paths";
import { useWords } from "../../words/words";
import { Access } from "./Access";
import { institutionWords } from "./words";

const NAMES = ["q"] as const;
const STAGES = ["prescribing", "settlement", "feedback"] as const;
const FIGURES: readonly FigureKind[] = ["flagged", "upheld", "recovered"];

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
    ...FIGURES.map((kind): Column<InstitutionRow> => ({
      key: kind,
      name: say[kind as "flagged"],
      title: say[kind as "flagged"],
      width: 130,
      align: "end",
      hidden: true,
      render: (_, row) => (row.figures === undefined ? "—" : <Money of={row.figures[kind]} kind={kind} />),
    })),
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
          <Input.Search
            aria-label={say.search}
            placeholder={say.search}
            allowClear
            style={{ width: 260 }}
            defaultValue={filters.one("q")}
            onSearch={(q) => {
              filters.set({ q });
            }}
          />
        }
      />
    </div>
  );
}
