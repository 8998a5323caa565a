// The argument of the finding under the cursor, and the three things one can say of it.
import { useQuery } from "@tanstack/react-query";
import { Button, Skeleton } from "antd";
import { Link } from "react-router";
import { api, type FindingRow } from "../../api";
import { Certainty } from "../../parts/Certainty";
import { MoneyWithUnit } from "../../parts/Money";
import { pathOfFinding, pathOfMatter } from "../../parts/paths";
import { ProblemNote } from "../../parts/ProblemNote";
import { useWords } from "../../words/words";
import { Basis, Compared, WayOut } from "../finding/Argument";
import type { DeedKind } from "./Deed";
import { queueWords } from "./words";

/** The label under which a lead says how it was sampled. */
const SAMPLING = "抽样";

export function FindingPreview({ row, onDeed }: { row: FindingRow; onDeed: (kind: DeedKind) => void }) {
  const say = useWords(queueWords);
  const finding = useQuery({ queryKey: ["finding", row.key], queryFn: ({ signal }) => api.finding(row.key, signal) });
  const lead = useQuery({
    queryKey: ["matter", row.lead],
    queryFn: ({ signal }) => api.matter(row.lead ?? "", signal),
    enabled: row.lead !== undefined,
    retry: false,
  });
  const sampling = lead.data?.summary.find(({ label }) => label === SAMPLING);
  return (
    <article className="preview">
      <h2>
        <Link to={pathOfFinding(row.key)}>{row.sentence}</Link>
      </h2>
      <p>
        <Certainty level={row.certainty} name={row.certainty_zh} /> <MoneyWithUnit of={row.amount} kind="flagged" /> ·{" "}
        {row.service_day} · {row.institution_name} {row.department}
      </p>
      <p className="preview-actions">
        {(["confirm", "refute", "assign"] as const).map((kind) => (
          <Button
            key={kind}
            type={kind === "confirm" ? "primary" : "default"}
            onClick={() => {
              onDeed(kind);
            }}
          >
            {say[kind]}
          </Button>
        ))}
      </p>
      {row.lead === undefined ? null : (
        <p>
          {say.lead}：
          <Link to={pathOfMatter(row.lead)}>
            {lead.data === undefined
              ? row.lead
              : `${lead.data.row.stage}${lead.data.row.assignee_name === undefined ? "" : ` · ${lead.data.row.assignee_name}`}`}
          </Link>
          {sampling === undefined ? null : `　${say.sampled}：${sampling.value}`}
        </p>
      )}
      {finding.isError ? <ProblemNote thrown={finding.error} /> : null}
      {finding.isPending ? <Skeleton active /> : null}
      {finding.data === undefined ? null : (
        <>
          <Basis of={finding.data} />
          <Compared of={finding.data} />
          <section className="argument">
            <p>{finding.data.arithmetic}</p>
          </section>
          <WayOut of={finding.data} />
        </>
      )}
    </article>
  );
}
