// What a matter is about and where it stands, beside the list.
import { useQuery } from "@tanstack/react-query";
import { Descriptions } from "antd";
import { Link } from "react-router";
import { api, type MatterPage } from "../../api";
import { Actions } from "../../parts/Actions";
import { Deadline } from "../../parts/Deadline";
import { FiguresStrip } from "../../parts/FiguresStrip";
import { History } from "../../parts/History";
import { Loaded } from "../../parts/Loaded";
import { isOfTheFund, pathOfMatter } from "../../parts/paths";
import { useWords } from "../../words/words";
import { matterWords } from "./words";

const LATEST = 3;

export function MatterPreview({ id }: { id: string }) {
  const matter = useQuery({ queryKey: ["matter", id], queryFn: ({ signal }) => api.matter(id, signal) });
  return <Loaded answer={matter}>{(of) => <Shown of={of} />}</Loaded>;
}

function Shown({ of }: { of: MatterPage }) {
  const say = useWords(matterWords);
  const { row, summary, history } = of;
  return (
    <article className="preview">
      <h2>
        <Link to={pathOfMatter(row.id)}>{row.title}</Link>
      </h2>
      <p>
        {row.kind_zh} · {row.stage} · <Deadline due={row.due} left={row.working_days_left} overdue={row.overdue} />
      </p>
      <p className="preview-actions">
        <Actions matter={of} />
      </p>
      {isOfTheFund(row.kind) ? <FiguresStrip figures={row.figures} /> : null}
      <Descriptions
        size="small"
        column={1}
        items={summary.map(({ label, value }) => ({ key: label, label, children: value }))}
        style={{ margin: "10px 0" }}
      />
      <h3>{say.history}</h3>
      <History entries={history.slice(-LATEST)} />
    </article>
  );
}
