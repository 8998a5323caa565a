// The staff of the institution, as personnel hands it in.
import { useQuery } from "@tanstack/react-query";
import { Table } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { conduct } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { pathOfPerson } from "../../../parts/paths";
import { SearchBox } from "../../../parts/SearchBox";
import { useWords } from "../../../words/words";
import { SheetImport } from "../import/SheetImport";
import { conductWords } from "../words";

const PAGE = 50;

export function Staff() {
  const say = useWords(conductWords);
  const [q, setQ] = useState("");
  const staff = useQuery({ queryKey: ["conduct-staff"], queryFn: ({ signal }) => conduct.staff(signal) });
  return (
    <>
      <div className="conduct-filters">
        <SearchBox label={say.search} width={220} onSearch={setQ} />
        <SheetImport of="staff" />
      </div>
      <Loaded answer={staff}>
        {({ rows }) => (
          <Table
            size="small"
            rowKey="code"
            dataSource={rows.filter((row) => row.name.includes(q) || row.code.includes(q) || row.department.includes(q))}
            locale={{ emptyText: rows.length === 0 ? say.noStaff : say.nobody }}
            pagination={rows.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
            columns={[
              { key: "code", title: say.code, dataIndex: "code", width: 130, className: "number" },
              {
                key: "name",
                title: say.person,
                width: 140,
                render: (_, row) => <Link to={pathOfPerson(row.code)}>{row.name}</Link>,
              },
              { key: "department", title: say.department, dataIndex: "department" },
              { key: "category", title: say.category, dataIndex: "category_zh", width: 130 },
              { key: "ended", title: say.ended, width: 120, className: "number", render: (_, row) => row.ended ?? "—" },
            ]}
          />
        )}
      </Loaded>
    </>
  );
}
