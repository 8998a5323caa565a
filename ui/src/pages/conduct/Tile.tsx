// A number with its name and unit, where no list stands behind it.
import type { ReactNode } from "react";
import { usePreferences } from "../../app/preferences";
import "../../parts/figure.css";

export function Tile({ label, note, alarm = false, children }: { label: string; note?: ReactNode; alarm?: boolean; children: ReactNode }) {
  const { palette } = usePreferences();
  return (
    <div className="figure" style={{ background: palette.ground, borderColor: palette.line }}>
      <span className="figure-label" style={{ color: palette.faint }}>
        {label}
      </span>
      <span className="figure-number number" style={{ color: alarm ? palette.red : palette.text }}>
        {children}
      </span>
      <span className="figure-note" style={{ color: palette.faint }}>
        {note ?? "\u00a0"}
      </span>
    </div>
  );
}
