// The head of a page: where one is, what it is called, what one can do with the whole of it.
import type { ReactNode } from "react";
import { Link } from "react-router";
import { areaWords, menu } from "../app/areas";
import { useSession } from "../app/session";
import { useWords, words } from "../words/words";
import "./pagehead.css";

const text = words({ here: "当前位置" }, { here: "You are here" });

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
  const say = useWords(text);
  const names = useWords(areaWords);
  const { me } = useSession();
  const group = menu.find((one) => one.entries.some((entry) => entry.path === path));
  const entry = group?.entries.find((one) => one.path === path);
  const name = entry === undefined ? "" : names[entry.word];
  /** A thing is reached by links too, by people who have no list of such. */
  const listed = title === undefined || (entry !== undefined && me.areas.includes(entry.area));
  const crumb = short ?? (typeof title === "string" ? title : undefined);
  return (
    <header className="pagehead">
      <title>{`${crumb ?? name} · 明镜`}</title>
      <nav className="crumbs no-print" aria-label={say.here}>
        <ol>
          {listed ? (
            <>
              <li>{group === undefined ? "" : names[group.word]}</li>
              <li aria-current={title === undefined ? "page" : undefined}>
                {title === undefined ? name : <Link to={path}>{name}</Link>}
              </li>
            </>
          ) : null}
          {title === undefined ? null : (
            <li aria-current="page" className="clip">
              {crumb}
            </li>
          )}
        </ol>
      </nav>
      <div className="pagehead-line">
        <h1>{title ?? name}</h1>
        {extra === undefined ? null : <div className="pagehead-extra no-print">{extra}</div>}
      </div>
    </header>
  );
}
