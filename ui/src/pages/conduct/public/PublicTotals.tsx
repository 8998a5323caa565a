// What mutual recognition came to, for everybody: no login, districts alone, no small count.
import { useQuery } from "@tanstack/react-query";
import { Select, Spin } from "antd";
import { useState } from "react";
import { conduct, type PublicTotals as Totals } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { ProblemNote } from "../../../parts/ProblemNote";
import { inTenThousands, inYuan } from "../../../parts/money";
import { useWords } from "../../../words/words";
import { Tile } from "../Tile";
import { totalsWords } from "./words";
import "../conduct.css";
import "../../finding/finding.css";
import "./public.css";

/** As many years as the server answers. */
const YEARS = 5;

export function PublicTotals() {
  const say = useWords(totalsWords);
  const { palette } = usePreferences();
  const [year, setYear] = useState<number>();
  /** The newest year: that of the first answer, which was asked for none. */
  const [newest, setNewest] = useState<number>();
  const answer = useQuery({
    queryKey: ["public-recognition", year],
    queryFn: async ({ signal }) => {
      const totals = await conduct.publicTotals(year, signal);
      setNewest((before) => before ?? totals.year);
      return totals;
    },
  });
  return (
    <main className="public-totals" style={{ background: palette.ground, color: palette.text }}>
      <title>{`${say.title} · ${say.product}`}</title>
      <h1>{say.title}</h1>
      {newest === undefined ? null : (
        <div className="conduct-filters">
          <label htmlFor="public-year">{say.year}</label>
          <Select
            id="public-year"
            value={year ?? newest}
            onChange={setYear}
            options={Array.from({ length: YEARS }, (_, back) => ({ value: newest - back, label: String(newest - back) }))}
          />
        </div>
      )}
      {answer.isPending ? <Spin description={say.loading} /> : null}
      {answer.isError ? <ProblemNote thrown={answer.error} retry={() => void answer.refetch()} /> : null}
      {answer.data === undefined ? null : <Shown of={answer.data} />}
    </main>
  );
}

function Shown({ of }: { of: Totals }) {
  const say = useWords(totalsWords);
  return (
    <>
      <p>{say.through(of.year, of.through)}</p>
      <div className="figures conduct-figures">
        <Tile label={say.recognised}>
          {of.recognised} <small>{say.reports}</small>
        </Tile>
        <Tile label={say.saved}>
          {of.saved === undefined ? "—" : inTenThousands(of.saved)} <small>{say.tenThousands}</small>
        </Tile>
      </div>
      <section className="sheet">
        <h2>{say.byDistrict}</h2>
        {of.districts.length === 0 ? (
          <p>{say.none}</p>
        ) : (
          <table className="evidence conduct-table">
            <thead>
              <tr>
                <th scope="col">{say.district}</th>
                <th scope="col">{say.recognised}</th>
                <th scope="col">{say.savedYuan}</th>
              </tr>
            </thead>
            <tbody>
              {of.districts.map((row) => (
                <Row key={row.name} name={row.name} recognised={row.recognised} saved={row.saved} />
              ))}
            </tbody>
            <tfoot>
              <Row name={say.total} recognised={of.recognised} saved={of.saved} />
            </tfoot>
          </table>
        )}
        <p className="conduct-note">{say.small}</p>
      </section>
    </>
  );
}

function Row({ name, recognised, saved }: { name: string; recognised: string; saved?: string | undefined }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td className="number">{recognised}</td>
      <td className="number">{saved === undefined ? "—" : inYuan(saved)}</td>
    </tr>
  );
}
