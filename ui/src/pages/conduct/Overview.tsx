// Conduct in a year: how the grades fall, who stands where, what waits; and the list of the staff.
import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Tabs } from "antd";
import { useState } from "react";
import { api } from "../../api";
import { conduct } from "../../api/conduct";
import { usePreferences } from "../../app/preferences";
import { Loaded } from "../../parts/Loaded";
import { PageHead } from "../../parts/PageHead";
import { PurposeDialog } from "../../parts/PurposeDialog";
import { useWords } from "../../words/words";
import { OpenSeason } from "./lists/OpenSeason";
import { People } from "./people/People";
import { Staff } from "./people/Staff";
import { useTab } from "./tabs";
import { conductWords } from "./words";
import { Year } from "./Year";

export function Overview() {
  const say = useWords(conductWords);
  const { year } = usePreferences();
  const { active, choose } = useTab(["year", "people", "staff"]);
  const [exporting, setExporting] = useState(false);
  const answer = useQuery({ queryKey: ["conduct-year", year], queryFn: ({ signal }) => conduct.year(year, signal) });
  return (
    <div className="page">
      <PageHead
        path="/conduct"
        extra={
          <>
            <OpenSeason />
            <Button
              icon={<DownloadOutlined />}
              onClick={() => {
                setExporting(true);
              }}
            >
              {say.export}
            </Button>
          </>
        }
      />
      <Tabs
        destroyOnHidden
        activeKey={active}
        onChange={choose}
        items={[
          { key: "year", label: say.tabYear, children: <Loaded answer={answer}>{(of) => <Year of={of} />}</Loaded> },
          { key: "people", label: say.tabPeople, children: <Loaded answer={answer}>{(of) => <People of={of} />}</Loaded> },
          { key: "staff", label: say.tabStaff, children: <Staff /> },
        ]}
      />
      {exporting ? (
        <PurposeDialog
          title={say.exportTitle}
          recorded={say.exportRecorded}
          onClose={() => {
            setExporting(false);
          }}
          onPurpose={(purpose) =>
            api.exportTable("/conduct/year/export.xlsx", { year }, purpose, `${say.exportName(year)}.xlsx`)
          }
        />
      ) : null}
    </div>
  );
}
