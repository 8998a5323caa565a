// Conduct in the institutions of a health bureau: aggregates only, each as of a day that stands beside it.
import { DownloadOutlined, FileTextOutlined, WarningFilled } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Progress, Segmented, Table, Tabs, Tag } from "antd";
import { useState } from "react";
import { api } from "../../../api";
import { conduct, type District as Answer } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Loaded } from "../../../parts/Loaded";
import { PageHead } from "../../../parts/PageHead";
import { PurposeDialog } from "../../../parts/PurposeDialog";
import { useWords } from "../../../words/words";
import { Monthly } from "../clinical/Monthly";
import { Recognition } from "../clinical/Recognition";
import { SheetImport } from "../import/SheetImport";
import { useTab } from "../tabs";
import { Report } from "./Report";
import { districtWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";

export function District() {
  const say = useWords(districtWords);
  const { active, choose } = useTab(["progress", "recognition"]);
  return (
    <div className="page">
      <PageHead path="/district" />
      <Tabs
        destroyOnHidden
        activeKey={active}
        onChange={choose}
        items={[
          { key: "progress", label: say.tabProgress, children: <YearOf /> },
          {
            key: "recognition",
            label: say.tabRecognition,
            children: (
              <Monthly
                tools={
                  <>
                    <SheetImport of="recognition/participants" named />
                    <SheetImport of="recognition/items" named />
                  </>
                }
              >
                {(month) => <Recognition month={month} />}
              </Monthly>
            ),
          },
        ]}
      />
    </div>
  );
}

const QUARTERS = [1, 2, 3, 4] as const;

function YearOf() {
  const say = useWords(districtWords);
  const { year } = usePreferences();
  const [chosen, setChosen] = useState(0);
  const quarter = chosen === 0 ? undefined : chosen;
  const [exporting, setExporting] = useState(false);
  const [reporting, setReporting] = useState(false);
  const answer = useQuery({
    queryKey: ["conduct-district", year, chosen],
    queryFn: ({ signal }) => conduct.district({ year, quarter }, signal),
  });
  return (
    <>
      <div className="conduct-gap">
        <Segmented<number>
          aria-label={say.span}
          value={chosen}
          onChange={setChosen}
          options={[{ value: 0, label: say.wholeYear }, ...QUARTERS.map((value) => ({ value, label: say.quarter(value) }))]}
        />
      </div>
    <Loaded answer={answer}>
      {(of) => (
        <>
          <div className="conduct-filters">
            <Tag>{say.cutOff(of.cut_off)}</Tag>
            <Button
              icon={<FileTextOutlined />}
              onClick={() => {
                setReporting(true);
              }}
            >
              {say.report}
            </Button>
            <Button
              icon={<DownloadOutlined />}
              onClick={() => {
                setExporting(true);
              }}
            >
              {say.export}
            </Button>
          </div>
          <Figures of={of} />
          <Institutions of={of} />
          {exporting ? (
            <PurposeDialog
              title={say.exportTitle}
              recorded={say.exportRecorded}
              onClose={() => {
                setExporting(false);
              }}
              onPurpose={(purpose) =>
                api.exportTable("/conduct/district/export.xlsx", { year, quarter }, purpose, `${say.exportName(year)}.xlsx`)
              }
            />
          ) : null}
          {reporting ? (
            <Report
              year={year}
              quarter={quarter}
              onClose={() => {
                setReporting(false);
              }}
            />
          ) : null}
        </>
      )}
    </Loaded>
    </>
  );
}

function Figures({ of }: { of: Answer }) {
  const say = useWords(districtWords);
  const units = [...new Set(of.figures.map(({ unit }) => unit))];
  return (
    <section className="sheet conduct-gap">
      <h2>{say.figures}</h2>
      <p className="conduct-note">
        {say.figuresWhy} {say.cutOff(of.cut_off)}
      </p>
      {units.length === 0 ? <p>{say.noFigures}</p> : null}
      <div className="district-units">
        {units.map((unit) => (
          <table key={unit} className="evidence conduct-table">
            <thead>
              <tr>
                <th scope="col">{say.name}</th>
                <th scope="col">{`${say.value}（${unit}）`}</th>
              </tr>
            </thead>
            <tbody>
              {of.figures
                .filter((one) => one.unit === unit)
                .map(({ name, value }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className="number">{value}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        ))}
      </div>
    </section>
  );
}

const PAGE = 50;

type Row = Answer["institutions"][number];
type Counted =
  | "people"
  | "assessed"
  | "excellent"
  | "poor"
  | "bulletins"
  | "packets"
  | "praise"
  | "complaints"
  | "complaints_open"
  | "visits"
  | "ordered";

function Institutions({ of }: { of: Answer }) {
  const say = useWords(districtWords);
  const { palette } = usePreferences();
  const [flagged, setFlagged] = useState(false);
  const count = (name: string, field: Counted) => ({
    key: field,
    title: name,
    dataIndex: field,
    align: "end" as const,
    width: 110,
    className: "number",
    sorter: (a: Row, b: Row) => (a[field] ?? 0) - (b[field] ?? 0),
  });
  /** What belongs to a year. */
  const assessed = [
    count(say.assessed, "assessed"),
    {
      key: "progress",
      title: say.progress,
      width: 140,
      render: (_: unknown, row: Row) => (
        <Progress
          size="small"
          aria-label={say.progress}
          percent={row.people === 0 ? 0 : Math.round(((row.assessed ?? 0) / row.people) * 100)}
        />
      ),
    },
    count(say.excellent, "excellent"),
    count(say.poor, "poor"),
    { key: "plan", title: say.plan, dataIndex: "plan_progress", align: "end" as const, width: 130, className: "number" },
  ];
  const flags = [
    {
      key: "flag",
      title: say.flag,
      width: 220,
      render: (_: unknown, { flag }: Row) =>
        flag === undefined ? null : (
          <span style={{ color: palette.amber }}>
            <WarningFilled /> {flag}
          </span>
        ),
    },
  ];
  return (
    <section className="sheet">
      <div className="conduct-filters">
        <h2>{of.title}</h2>
        <Checkbox
          checked={flagged}
          onChange={(event) => {
            setFlagged(event.target.checked);
          }}
        >
          {say.onlyFlagged}
        </Checkbox>
      </div>
      <Table
        size="small"
        rowKey="code"
        dataSource={of.institutions.filter((one) => !flagged || one.flag !== undefined)}
        locale={{ emptyText: say.none }}
        pagination={of.institutions.length > PAGE ? { pageSize: PAGE, showSizeChanger: false } : false}
        scroll={{ x: of.quarter === undefined ? 1900 : 1200 }}
        columns={[
          { key: "name", title: say.institution, dataIndex: "name", width: 240, fixed: "start" },
          { key: "level", title: say.level, width: 70, render: (_, { level }) => level ?? "—" },
          count(say.people, "people"),
          ...(of.quarter === undefined ? assessed : []),
          count(say.bulletins, "bulletins"),
          count(say.packets, "packets"),
          { key: "refused", title: say.refused, dataIndex: "refused", align: "end", width: 110, className: "number" },
          count(say.praise, "praise"),
          count(say.complaints, "complaints"),
          count(say.complaintsOpen, "complaints_open"),
          count(say.visits, "visits"),
          count(say.ordered, "ordered"),
          ...(of.quarter === undefined ? flags : []),
        ]}
      />
    </section>
  );
}
