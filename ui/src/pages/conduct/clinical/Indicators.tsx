// Antimicrobial indicators of a month against their targets.
import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Checkbox, Table } from "antd";
import { useState } from "react";
import { conduct } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { clinicalWords } from "./words";

const PAGE = 50;

export function Indicators({ month }: { month: string }) {
  const say = useWords(clinicalWords);
  const { palette } = usePreferences();
  const [over, setOver] = useState(false);
  const answer = useQuery({
    queryKey: ["conduct-indicators", month],
    queryFn: ({ signal }) => conduct.indicators(month, signal),
  });
  return (
    <Loaded answer={answer}>
      {({ rows, missing }) => (
        <>
          {missing.length === 0 ? null : (
            <Alert type="warning" showIcon title={say.missing(missing.join("、"))} className="conduct-gap" />
          )}
          <p>
            <Checkbox
              checked={over}
              onChange={(event) => {
                setOver(event.target.checked);
              }}
            >
              {say.onlyOver}
            </Checkbox>
          </p>
          <Table
            size="small"
            rowKey={(row) => `${row.scope} ${row.name} ${row.indicator_zh}`}
            dataSource={rows.filter((row) => !over || row.over)}
            locale={{ emptyText: say.noIndicators }}
            pagination={rows.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
            columns={[
              { key: "scope", title: say.scope, width: 80, render: (_, row) => say[row.scope] },
              { key: "name", title: say.name, dataIndex: "name", width: 200 },
              { key: "indicator", title: say.indicator, dataIndex: "indicator_zh" },
              { key: "value", title: say.value, dataIndex: "value", align: "end", width: 130, className: "number" },
              { key: "target", title: say.target, dataIndex: "target", align: "end", width: 130, className: "number" },
              {
                key: "state",
                title: say.state,
                width: 90,
                render: (_, row) => (
                  <span style={{ color: row.over ? palette.red : palette.green }}>
                    {row.over ? <WarningFilled /> : <CheckCircleFilled />} {row.over ? say.over : say.within}
                  </span>
                ),
              },
              { key: "flags", title: say.flags, render: (_, row) => row.flags.join("；") },
            ]}
          />
        </>
      )}
    </Loaded>
  );
}
