// What a scheme would have made of a year's confirmed events: who changes grade, and why.
import { useMutation } from "@tanstack/react-query";
import { Button, Table } from "antd";
import { Link } from "react-router";
import { conduct, type SchemeReplay } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { pathOfPerson } from "../../../parts/paths";
import { ProblemNote } from "../../../parts/ProblemNote";
import { useWords } from "../../../words/words";
import { schemeWords } from "./words";

const PAGE = 20;

export function Replay({ text }: { text: string }) {
  const say = useWords(schemeWords);
  const { year } = usePreferences();
  const replay = useMutation({ mutationFn: () => conduct.replayScheme(text, year) });
  return (
    <section className="sheet">
      <div className="conduct-filters">
        <h2>{say.replay}</h2>
        <Button
          loading={replay.isPending}
          disabled={text.trim() === ""}
          onClick={() => {
            replay.mutate();
          }}
        >
          {`${year} · ${say.run}`}
        </Button>
      </div>
      {replay.isError ? <ProblemNote thrown={replay.error} /> : null}
      {replay.data === undefined ? null : <Changes of={replay.data} />}
    </section>
  );
}

function Changes({ of }: { of: SchemeReplay }) {
  const say = useWords(schemeWords);
  return (
    <>
      <p>{say.replayed(of.people, of.changes.length)}</p>
      <Table
        size="small"
        rowKey="code"
        dataSource={of.changes}
        locale={{ emptyText: say.unchanged }}
        pagination={of.changes.length > PAGE ? { pageSize: PAGE, size: "small" } : false}
        columns={[
          {
            key: "person",
            title: say.person,
            width: 110,
            render: (_, row) => <Link to={pathOfPerson(row.code)}>{row.name}</Link>,
          },
          { key: "department", title: say.department, dataIndex: "department", width: 120 },
          { key: "before", title: say.before, width: 90, dataIndex: "before_zh" },
          { key: "after", title: say.after, width: 90, render: (_, row) => <strong>{row.after_zh}</strong> },
          { key: "why", title: say.why, dataIndex: "why" },
        ]}
      />
    </>
  );
}
