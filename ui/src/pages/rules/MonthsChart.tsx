// What a rule flagged month by month.
import { useMemo } from "react";
import type { RulePage } from "../../api";
import { usePreferences } from "../../app/preferences";
import { Chart } from "../../parts/Chart";
import { asNumber, inTenThousands } from "../../parts/money";

const PER_TEN_THOUSAND = 10_000;

export default function MonthsChart({ months, title }: { months: RulePage["months"]; title: string }) {
  const { palette } = usePreferences();
  const option = useMemo(
    () => ({
      grid: { left: 8, right: 8, top: 12, bottom: 4, containLabel: true },
      tooltip: {
        trigger: "axis",
        valueFormatter: (value: number) => inTenThousands((value * PER_TEN_THOUSAND).toFixed(2)),
      },
      xAxis: { type: "category", data: months.map((one) => one.month), axisLabel: { color: palette.faint } },
      yAxis: { type: "value", axisLabel: { color: palette.faint }, splitLine: { lineStyle: { color: palette.line } } },
      series: [
        {
          type: "bar",
          name: title,
          color: palette.flagged,
          barMaxWidth: 28,
          data: months.map((one) => asNumber(one.flagged) / PER_TEN_THOUSAND),
        },
      ],
    }),
    [months, palette, title],
  );
  return <Chart title={title} option={option} />;
}
