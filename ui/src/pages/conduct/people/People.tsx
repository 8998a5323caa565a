// Everybody of a year with score and grade, filtered by department, grade and veto. One year of one
// institution comes as a whole, so that the filters need no further question.
import { Checkbox, Select, Table, Tooltip } from "antd";
import { Link } from "react-router";
import type { ConductYear, PersonRow } from "../../../api/conduct";
import { useFilters } from "../../../parts/filters";
import { pathOfPerson } from "../../../parts/paths";
import { SearchBox } from "../../../parts/SearchBox";
import { useWords } from "../../../words/words";
import { Grade } from "../Grade";
import { compare, signed } from "../points";
import { conductWords } from "../words";

const NAMES = ["department", "grade", "veto", "q"] as const;
const PAGE = 50;

export function People({ of }: { of: ConductYear }) {
  const say = useWords(conductWords);
  const filters = useFilters(NAMES);
  const [department, grade, q] = [filters.one("department"), filters.one("grade"), filters.one("q")];
  const veto = filters.one("veto") === "true";
  const shown = of.people.filter(
    (row) =>
      (department === undefined || row.department === department) &&
      (grade === undefined || row.grade === grade) &&
      (!veto || row.veto) &&
      (q === undefined || row.name.includes(q) || row.code.includes(q)),
  );
  return (
    <>
      <div className="conduct-filters">
        <Select
          aria-label={say.department}
          placeholder={say.anyDepartment}
          allowClear
          showSearch
          style={{ width: 200 }}
          {...(department === undefined ? {} : { value: department })}
          options={of.departments.map((one) => ({ value: one.department, label: `${one.department}（${one.people}）` }))}
          onChange={(value?: string) => {
            filters.set({ department: value });
          }}
        />
        <Select
          aria-label={say.grade}
          placeholder={say.anyGrade}
          allowClear
          style={{ width: 140 }}
          {...(grade === undefined ? {} : { value: grade })}
          options={of.grades.map((one) => ({ value: one.grade, label: `${one.grade_zh}（${one.count}）` }))}
          onChange={(value?: string) => {
            filters.set({ grade: value });
          }}
        />
        <SearchBox
          label={say.search}
          width={200}
          value={q}
          onSearch={(value) => {
            filters.set({ q: value });
          }}
        />
        <Checkbox
          checked={veto}
          onChange={(event) => {
            filters.set({ veto: event.target.checked ? "true" : undefined });
          }}
        >
          {say.onlyVeto}
        </Checkbox>
        <span>{say.found(shown.length)}</span>
      </div>
      <Table<PersonRow>
        size="small"
        rowKey="code"
        dataSource={shown}
        locale={{ emptyText: say.nobody }}
        pagination={shown.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
        scroll={{ x: 860 }}
        columns={[
          {
            key: "name",
            title: say.person,
            width: 130,
            render: (_, row) => <Link to={pathOfPerson(row.code)}>{row.name}</Link>,
          },
          { key: "code", title: say.code, dataIndex: "code", width: 150, className: "number" },
          { key: "department", title: say.department, dataIndex: "department", ellipsis: true },
          { key: "category", title: say.category, dataIndex: "category_zh", width: 100 },
          {
            key: "score",
            title: say.score,
            dataIndex: "score",
            align: "end",
            width: 90,
            className: "number",
            sorter: (a, b) => compare(a.score, b.score),
          },
          { key: "added", title: say.added, align: "end", width: 80, className: "number", render: (_, row) => signed(row.added) },
          { key: "deducted", title: say.deducted, align: "end", width: 80, className: "number", dataIndex: "deducted" },
          {
            key: "grade",
            title: say.grade,
            width: 220,
            render: (_, row) => (
              <>
                <Grade of={row.grade} name={row.grade_zh} veto={row.veto} />
                {row.moved === undefined ? null : (
                  <Tooltip title={row.moved}>
                    <small>{say.moved}</small>
                  </Tooltip>
                )}
                {row.settled === undefined ? null : (
                  <Tooltip title={row.settled}>
                    <small>{say.settled}</small>
                  </Tooltip>
                )}
              </>
            ),
          },
        ]}
      />
    </>
  );
}
