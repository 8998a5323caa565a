// The average month by month.
import { useMemo } from "react";
import type { SurveyResults } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Chart } from "../../../parts/Chart";

export default function TrendChart({ trend, title }: { trend: SurveyResults["trend"]; title: string }) {
  const { palette } = usePreferences();
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis" },
      xAxis: { type: "category", data: trend.map((one) => one.month), axisLabel: { color: palette.faint } },
      yAxis: { type: "value", scale: true, axisLabel: { color: palette.faint }, splitLine: { lineStyle: { color: palette.line } } },
      series: [{ type: "line", name: title, color: palette.accent, data: trend.map((one) => Number(one.average)) }],
    }),
    [trend, palette, title],
  );
  return <Chart title={title} option={option} />;
}
