// The head of a page: where one is, what it is called, what one can do with the whole of it.
import { Breadcrumb } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { areaWords, menu } from "../app/areas";
import { useWords } from "../words/words";
import "./pagehead.css";

interface Head {
  /** The menu entry this page belongs to. */
  path: string;
  /** Title of a page below the entry; without it the entry's own name. */
  title?: ReactNode;
  /** Title for the window and the breadcrumb where `title` is more than text. */
  short?: string;
  extra?: ReactNode;
}

export function PageHead({ path, title, short, extra }: Head) {
  const names = useWords(areaWords);
  const group = menu.find((one) => one.entries.some((entry) => entry.path === path));
  const entry = group?.entries.find((one) => one.path === path);
  const name = entry === undefined ? "" : names[entry.word];
  const crumb = short ?? (typeof title === "string" ? title : undefined);
  return (
    <header className="pagehead">
      <title>{`${crumb ?? name} · 明镜`}</title>
      <Breadcrumb
        className="no-print"
        items={[
          { title: group === undefined ? "" : names[group.word] },
          ...(title === undefined ? [{ title: name }] : [{ title: <Link to={path}>{name}</Link> }, { title: crumb }]),
        ]}
      />
      <div className="pagehead-line">
        <h1>{title ?? name}</h1>
        {extra === undefined ? null : <div className="pagehead-extra no-print">{extra}</div>}
      </div>
    </header>
  );
}
