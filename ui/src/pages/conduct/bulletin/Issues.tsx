// The bulletins of one's institution that are published, to read.
import { useQuery } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { conduct, type IssueRow } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { Printed } from "./Printed";
import { bulletinWords } from "./words";

export function Issues() {
  const say = useWords(bulletinWords);
  const [read, setRead] = useState<IssueRow | null>(null);
  const issues = useQuery({ queryKey: ["conduct-issues"], queryFn: ({ signal }) => conduct.issues(signal) });
  return (
    <section className="sheet">
      <h2>{say.issues}</h2>
      <Loaded answer={issues}>
        {({ rows }) =>
          rows.length === 0 ? (
            <p>{say.noIssues}</p>
          ) : (
            <ul className="plain-list">
              {rows.map((row) => (
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
  const answer = useQuery({
    queryKey: ["edition", of.id, "internal"],
    queryFn: ({ signal }) => conduct.edition(of.id, "internal", signal),
  });
  return (
    <Modal open width={960} title={`${of.masthead} ${of.issue_zh}`} footer={null} onCancel={onClose}>
      <Loaded answer={answer}>{({ edition }) => <Printed of={edition} />}</Loaded>
    </Modal>
  );
}
