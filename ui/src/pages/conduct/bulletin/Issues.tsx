// The bulletins to read: of one's institution, or, for a bureau, what its district has published.
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { conduct, type IssueRow } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { Printed } from "./Printed";
import { bulletinWords } from "./words";

/** With `published` no drafts, which those who make them have elsewhere. */
export function Issues({ published = false }: { published?: boolean }) {
  const say = useWords(bulletinWords);
  const [read, setRead] = useState<IssueRow | null>(null);
  const issues = useQuery({ queryKey: ["conduct-issues"], queryFn: ({ signal }) => conduct.issues(signal) });
  return (
    <section className="sheet">
      <h2>{say.issues}</h2>
      <Loaded answer={issues}>
        {({ rows }) =>
          rows.every((row) => published && row.published_on === undefined) ? (
            <p>{say.noIssues}</p>
          ) : (
            <ul className="plain-list">
              {rows.filter((row) => !published || row.published_on !== undefined).map((row) => (
                <li key={row.id}>
                  <Button
                    type="link"
                    size="small"
                    onClick={() => {
                      setRead(row);
                    }}
                  >
                    {`${row.masthead} ${row.issue_zh}`}
                  </Button>{" "}
                  <small>
                    {row.institution === undefined ? null : `${row.institution} · `}
                    {row.period_zh} · {row.published_on === undefined ? row.stage : say.issued(row.published_on)}
                  </small>
                  <div>{row.headline}</div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {read === null ? null : (
        <Reading
          of={read}
          onClose={() => {
            setRead(null);
          }}
        />
      )}
    </section>
  );
}

function Reading({ of, onClose }: { of: IssueRow; onClose: () => void }) {
  // Of another's bulletin the public edition is all there is to read.
  const kind = of.institution === undefined ? "internal" : "public";
  const answer = useQuery({
    queryKey: ["edition", of.id, kind],
    queryFn: ({ signal }) => conduct.edition(of.id, kind, signal),
  });
  return (
    <Modal open width={960} title={`${of.masthead} ${of.issue_zh}`} footer={null} onCancel={onClose}>
      <Loaded answer={answer}>{({ edition }) => <Printed of={edition} source={{ matter: of.id, kind }} />}</Loaded>
    </Modal>
  );
}
