// What is in the queue, counted by rule, institution and month; choosing one filters by it.
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { api, type FindingSum, type Query } from "../../api";
import type { Filters } from "../../parts/filters";
import { useWords } from "../../words/words";
import { queueWords } from "./words";
import "./facets.css";

const MOST = 12;

function useFacet(by: "rule" | "institution" | "month", query: Query, own: readonly string[]) {
  const asked = Object.fromEntries(Object.entries(query).filter(([name]) => !own.includes(name)));
  return useQuery({
    queryKey: ["finding-totals", by, asked],
    queryFn: ({ signal }) => api.findingTotals({ ...asked, by }, signal),
  });
}

interface Shown {
  title: string;
  rows: FindingSum[];
  chosen: string | undefined;
  onChoose: (key: string | undefined) => void;
}

function Facet({ title, rows, chosen, onChoose }: Shown) {
  const say = useWords(queueWords);
  const shown = rows.slice(0, MOST);
  return (
    <section className="facet">
      <h2>{title}</h2>
      <ul>
        {chosen === undefined ? null : (
          <li>
            <Button
              type="link"
              size="small"
              onClick={() => {
                onChoose(undefined);
              }}
            >
              {say.all}
            </Button>
          </li>
        )}
        {shown.map((row) => (
          <li key={row.key}>
            <button
              type="button"
              aria-pressed={row.key === chosen}
              title={row.name}
              onClick={() => {
                onChoose(row.key === chosen ? undefined : row.key);
              }}
            >
              <span className="clip">{row.name}</span>
              <span className="number">{row.count.toLocaleString("zh-CN")}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** First day of the month after `2026-03`. */
function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
}

export function Facets({ filters }: { filters: Filters }) {
  const say = useWords(queueWords);
  const rules = useFacet("rule", filters.query, ["rule"]);
  const institutions = useFacet("institution", filters.query, ["institution"]);
  const months = useFacet("month", filters.query, ["from", "before"]);
  const from = filters.one("from");
  const month = from !== undefined && filters.one("before") === monthAfter(from.slice(0, 7)) ? from.slice(0, 7) : undefined;
  return (
    <>
      <Facet
        title={say.rule}
        rows={rules.data?.by ?? []}
        chosen={filters.one("rule")}
        onChoose={(rule) => {
          filters.set({ rule });
        }}
      />
      <Facet
        title={say.institution}
        rows={institutions.data?.by ?? []}
        chosen={filters.one("institution")}
        onChoose={(institution) => {
          filters.set({ institution });
        }}
      />
      <Facet
        title={say.month}
        rows={[...(months.data?.by ?? [])].sort((a, b) => b.key.localeCompare(a.key))}
        chosen={month}
        onChoose={(chosen) => {
          filters.set(
            chosen === undefined
              ? { from: undefined, before: undefined }
              : { from: `${chosen}-01`, before: monthAfter(chosen) },
          );
        }}
      />
    </>
  );
}
