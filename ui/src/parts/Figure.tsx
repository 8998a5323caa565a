// A number that opens the list that adds up to it.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { usePreferences } from "../app/preferences";
import type { FigureKind } from "./Money";
import "./figure.css";

interface Shown {
  label: string;
  /** The number with its unit. */
  children: ReactNode;
  /** The list behind it. */
  to: string;
  note?: ReactNode;
  kind?: FigureKind;
  alarm?: boolean;
}

export function Figure({ label, children, to, note, kind, alarm }: Shown) {
  const { palette } = usePreferences();
  const colour = alarm === true ? palette.red : kind === undefined ? palette.text : palette[kind];
  return (
    <Link to={to} className="figure" style={{ background: palette.ground, borderColor: palette.line }}>
      <span className="figure-label" style={{ color: palette.faint }}>
        {label}
      </span>
      <span className="figure-number number" style={{ color: colour }}>
        {children}
      </span>
      <span className="figure-note" style={{ color: palette.faint }}>
        {note ?? "\u00a0"}
      </span>
    </Link>
  );
}
