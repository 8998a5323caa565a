// The score of a year, every point with the event it comes from, and the same points in two views, whose
// totals are compared before everybody's eyes.
import { CheckCircleFilled, WarningFilled } from "@ant-design/icons";
import { Table, Tooltip } from "antd";
import { Link } from "react-router";
import type { PersonPage, ScoreEntry, ScoreShare } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { pathOfMatter } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { Grade } from "../Grade";
import { compare, signed, sumOf } from "../points";
import { personWords } from "./words";
import "../../../parts/figure.css";

export function ScoreSheet({ of }: { of: PersonPage }) {
  const say = useWords(personWords);
  const { sheet } = of;
  // Some offices are told the result and no entry.
  const hidden = [sheet.added, sheet.deducted].some((points) => compare(points, "0") !== 0);
  return (
    <>
      <section className="sheet">
        <h2>{say.sheet}</h2>
        <dl className="strip">
          <Part name={say.base}>{sheet.base}</Part>
          <Part name={say.added}>{signed(sheet.added)}</Part>
          <Part name={say.deducted}>{sheet.deducted}</Part>
          <Part name={say.score}>{sheet.score}</Part>
        </dl>
        <p>
          <Grade of={sheet.grade} name={sheet.grade_zh} veto={sheet.veto} /> {sheet.moved}
        </p>
        {sheet.settled === undefined ? null : <p>{sheet.settled}</p>}
        {sheet.why_not_better.length === 0 ? null : (
          <p className="conduct-note">
            {say.whyNotBetter}
            {sheet.why_not_better.join("；")}
          </p>
        )}
      </section>
      <section className="sheet">
        <h2>{say.entries}</h2>
        <p className="conduct-note">{say.entriesWhy}</p>
        <Entries rows={of.entries} none={hidden ? say.entriesHidden : say.noEntries} />
      </section>
      {of.areas.length === 0 ? null : <Views of={of} />}
    </>
  );
}

function Part({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="number">{children}</dd>
    </div>
  );
}

function Entries({ rows, none }: { rows: readonly ScoreEntry[]; none: string }) {
  const say = useWords(personWords);
  return (
    <Table<ScoreEntry>
      size="small"
      rowKey={(row) => `${row.event} ${row.code} ${row.item}`}
      dataSource={rows}
      pagination={false}
      locale={{ emptyText: none }}
      scroll={{ x: 560 }}
      columns={[
        {
          key: "event",
          title: say.event,
          render: (_, row) => (
            <>
              <Link to={pathOfMatter(row.event)}>{row.text}</Link>
              <div>
                <small>
                  {row.area_zh} · {row.dimension_zh} · {row.item}
                </small>
              </div>
            </>
          ),
        },
        { key: "on", title: say.occurred, dataIndex: "occurred_on", width: 100, className: "number" },
        { key: "points", title: say.points, align: "end", width: 70, className: "number", render: (_, row) => signed(row.points) },
        {
          key: "counted",
          title: say.counted,
          align: "end",
          width: 80,
          className: "number",
          render: (_, row) =>
            row.cap === undefined ? (
              signed(row.counted)
            ) : (
              <Tooltip title={row.cap}>
                <span>{signed(row.counted)} *</span>
              </Tooltip>
            ),
        },
      ]}
      summary={() =>
        rows.length === 0 ? null : (
          <Table.Summary.Row>
            <Table.Summary.Cell index={0} colSpan={3}>
              {say.total}
            </Table.Summary.Cell>
            <Table.Summary.Cell index={3} align="end" className="number">
              {signed(sumOf(rows.map((row) => row.counted)))}
            </Table.Summary.Cell>
          </Table.Summary.Row>
        )
      }
    />
  );
}

function Views({ of }: { of: PersonPage }) {
  const say = useWords(personWords);
  const { palette } = usePreferences();
  const [areas, dimensions] = [of.areas, of.dimensions].map((view) => sumOf(view.map((one) => one.points)));
  const equal = areas === dimensions;
  return (
    <section className="sheet">
      <div className="conduct-two">
        <View name={say.byArea} rows={of.areas} />
        <View name={say.byDimension} rows={of.dimensions} />
      </div>
      <p style={{ color: equal ? palette.green : palette.red }}>
        {equal ? <CheckCircleFilled /> : <WarningFilled />}{" "}
        {equal ? say.equal(areas ?? "") : say.unequal(areas ?? "", dimensions ?? "")}
      </p>
    </section>
  );
}

function View({ name, rows }: { name: string; rows: readonly ScoreShare[] }) {
  const say = useWords(personWords);
  return (
    <div>
      <h2>{name}</h2>
      <table className="evidence">
        <thead>
          <tr>
            <th scope="col">{say.name}</th>
            <th scope="col">{say.base}</th>
            <th scope="col">{say.score}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td className="number">{row.base}</td>
              <td className="number">{row.points}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say.total}</th>
            <td className="number">{sumOf(rows.map((row) => row.base))}</td>
            <td className="number">{sumOf(rows.map((row) => row.points))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
