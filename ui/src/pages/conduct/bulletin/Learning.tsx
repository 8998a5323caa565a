// What there is to read and to watch: the contents, numbered by the server, and the texts that stand in the issue.
import type { Edition } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import { bulletinWords } from "./words";

/** A line of the contents, with what it is of: materials first, media after them. */
export function Learning({ of: { contents, learning } }: { of: Edition }) {
  const say = useWords(bulletinWords);
  const rows = contents.map((line, at) => ({ line, ...learning[at] }));
  return (
    <section>
      <h3>{say.learning}</h3>
      <ul className="plain-list">
        {rows.map(({ line, url, published_at: at }) => (
          <li key={line}>
            {url === undefined ? (
              line
            ) : (
              <a href={url} target="_blank" rel="noreferrer">
                {line}
              </a>
            )}
            {at === undefined ? null : <small>{say.media(at)}</small>}
          </li>
        ))}
      </ul>
      {rows.map(({ line, text }) =>
        text === undefined || text === "" ? null : (
          <div key={line}>
            <h4>{line}</h4>
            <p className="bulletin-headline">{text}</p>
          </div>
        ),
      )}
    </section>
  );
}
