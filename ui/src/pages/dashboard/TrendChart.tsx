// The four amounts by month; each line in its own colour and dash.
import { useMemo } from "react";
import { useNavigate } from "react-router";
import type { MonthFigures } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Chart } from "../../parts/Chart";
import { figureKinds, figureWords } from "../../parts/Money";
import { asNumber, inTenThousands } from "../../parts/money";
import { useWords } from "../../words/words";

const SYMBOLS = { flagged: "circle", upheld: "rect", recovered: "triangle", avoided: "diamond" };
const PER_TEN_THOUSAND = 10_000;

export default function TrendChart({ trend, title, listPath }: { trend: MonthFigures[]; title: string; listPath: string }) {
  const { palette } = usePreferences();
  const names = useWords(figureWords);
  const navigate = useNavigate();
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 12, top: 30, bottom: 4, containLabel: true },
      legend: { top: 0, textStyle: { color: palette.text }, itemGap: 16 },
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: number) => inTenThousands((value * PER_TEN_THOUSAND).toFixed(2)),
      },
      xAxis: {
        type: "category",
        data: trend.map((point) => point.month),
        axisLabel: { color: palette.faint },
        axisLine: { lineStyle: { color: palette.line } },
      },
      yAxis: {
        type: "value",
        axisLabel: { color: palette.faint },
        splitLine: { lineStyle: { color: palette.line } },
      },
      series: figureKinds.map((kind) => ({
        type: "line",
        name: names[kind],
        symbol: SYMBOLS[kind],
        symbolSize: 7,
        color: palette[kind],
        lineStyle: { width: 2, type: kind === "avoided" ? "dashed" : "solid" },
        data: trend.map((point) => asNumber(point.figures[kind]) / PER_TEN_THOUSAND),
      })),
    }),
    [trend, palette, names],
  );
  return (
    <Chart
      title={title}
      option={option}
      onPick={(month) => {
        void navigate(`${listPath}${listPath.includes("?") ? "&" : "?"}period=${month}`);
      }}
    />
  );
}
