// A chart. Only what is drawn here is taken from the library, and only pages that draw load it.
import { BarChart, LineChart, ScatterChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { init, use as register, type EChartsCoreOption, type EChartsType } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { useEffect, useRef } from "react";
import { usePreferences } from "../app/preferences";

register([
  AriaComponent,
  BarChart,
  CanvasRenderer,
  GridComponent,
  LegendComponent,
  LineChart,
  MarkLineComponent,
  ScatterChart,
  TooltipComponent,
]);

interface Drawn {
  /** Said to those who do not see it. */
  title: string;
  option: EChartsCoreOption;
  /** What was clicked: the name of the data point. */
  onPick?: (name: string) => void;
}

export function Chart({ title, option, onPick }: Drawn) {
  const { palette } = usePreferences();
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const pick = useRef(onPick);
  useEffect(() => {
    pick.current = onPick;
  });

  useEffect(() => {
    if (place.current === null) {
      return undefined;
    }
    const drawn = init(place.current);
    chart.current = drawn;
    drawn.on("click", (event) => {
      pick.current?.(event.name);
    });
    const resized = new ResizeObserver(() => {
      drawn.resize();
    });
    resized.observe(place.current);
    return () => {
      resized.disconnect();
      drawn.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(
      {
        animation: false,
        aria: { enabled: true },
        textStyle: { color: palette.text, fontFamily: "inherit" },
        ...option,
      },
      { notMerge: true },
    );
  }, [option, palette]);

  return <div ref={place} role="img" aria-label={title} style={{ width: "100%", height: "100%", minHeight: 120 }} />;
}
