// Calls a minute, as they were told since the page was opened.
import { useMemo } from "react";
import type { Live } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Chart } from "../../parts/Chart";

const TIME = 11;

export default function CallsChart({ course, title }: { course: readonly Live[]; title: string }) {
  const { palette } = usePreferences();
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 12, top: 12, bottom: 4, containLabel: true },
      tooltip: { trigger: "axis" },
      xAxis: {
        type: "category",
        data: course.map((point) => point.at.slice(TIME)),
        axisLabel: { color: palette.faint },
        axisLine: { lineStyle: { color: palette.line } },
      },
      yAxis: { type: "value", axisLabel: { color: palette.faint }, splitLine: { lineStyle: { color: palette.line } } },
      series: [
        {
          type: "line",
          name: title,
          color: palette.accent,
          showSymbol: false,
          lineStyle: { width: 2 },
          data: course.map((point) => point.calls_per_minute),
        },
      ],
    }),
    [course, palette, title],
  );
  return <Chart title={title} option={option} />;
}
