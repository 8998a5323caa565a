// Institutions by how often something is found, against limits that leave small ones more room. The
// limits are the server's.
import { useMemo } from "react";
import { useNavigate } from "react-router";
import type { Funnel, FunnelPoint } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Chart } from "../../parts/Chart";
import { pathOfInstitution } from "../../parts/paths";
import { useWords } from "../../words/words";
import { dashboardWords } from "./words";

const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

interface Dot {
  name: string;
  title: string;
  value: [number, number];
}

export default function FunnelChart({ funnel }: { funnel: Funnel }) {
  const { palette } = usePreferences();
  const say = useWords(dashboardWords);
  const navigate = useNavigate();
  const option = useMemo(() => {
    const { points, expected } = funnel;
    const sorted = [...points].sort((a, b) => a.visits - b.visits);
    const line = (name: string, of: (point: FunnelPoint) => string, type: "dashed" | "solid") => ({
      type: "line",
      name,
      color: palette.faint,
      symbol: "none",
      silent: true,
      lineStyle: { width: 1, type },
      data: sorted.map((point) => [point.visits, Number(of(point))]),
    });
    const dots = (name: string, outside: boolean, colour: string, symbol: string) => ({
      type: "scatter",
      name,
      color: colour,
      symbol,
      symbolSize: outside ? 11 : 7,
      cursor: "pointer",
      data: points
        .filter((point) => Number(point.rate) > Number(point.high) === outside)
        .map((point): Dot => ({ name: point.code, title: point.name, value: [point.visits, Number(point.rate)] })),
    });
    return {
      grid: { left: 8, right: 20, top: 30, bottom: 4, containLabel: true },
      legend: {
        top: 0,
        textStyle: { color: palette.text },
        data: [say.inside, say.outside, say.limit, say.expected],
      },
      tooltip: {
        formatter: ({ data }: { data: Dot }) => {
          const told = document.createElement("div");
          told.textContent = `${data.title} · ${say.visits} ${data.value[0]} · ${say.rate} ${percent(data.value[1])}`;
          return told;
        },
      },
      xAxis: {
        type: "log",
        min: "dataMin",
        axisLabel: { color: palette.faint },
        axisLine: { lineStyle: { color: palette.line } },
        splitLine: { show: false },
      },
      yAxis: {
        type: "value",
        axisLabel: { color: palette.faint, formatter: (share: number) => `${(share * 100).toFixed(0)}%` },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: [
        line(say.limit, (point) => point.high, "dashed"),
        line(say.limit, (point) => point.low, "dashed"),
        line(say.expected, () => expected, "solid"),
        dots(say.inside, false, palette.accent, "circle"),
        dots(say.outside, true, palette.amber, "diamond"),
      ],
    };
  }, [funnel, palette, say]);
  return (
    <Chart
      title={`${say.funnel}。${say.funnelNote}`}
      option={option}
      onPick={(code) => {
        void navigate(pathOfInstitution(code));
      }}
    />
  );
}
