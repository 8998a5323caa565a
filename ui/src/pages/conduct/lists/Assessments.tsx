// Yearly assessments: where everybody's stands, and the list.
import { useQuery } from "@tanstack/react-query";
import { Progress } from "antd";
import { Link } from "react-router";
import { api } from "../../../api";
import { Loaded } from "../../../parts/Loaded";
import { pathOfList } from "../../../parts/paths";
import { useWords } from "../../../words/words";
import { MatterList } from "../../matters/MatterList";
import { OpenSeason } from "./OpenSeason";
import { listWords } from "./words";
import "../../../parts/figure.css";
import "../../finding/finding.css";
import "../conduct.css";

const PATH = "/assessments";
const KIND = "assessment";
/** The stages in which a result stands. */
const FINAL: readonly string[] = ["已确定", "已归档"];

export const Assessments = () => (
  <MatterList
    path={PATH}
    kind={KIND}
    columns={["title", "practitioner", "period", "stage", "deadline"]}
    none="noneAssessments"
    over={<Standing />}
    tools={<OpenSeason />}
  />
);

const number = (count: number) => count.toLocaleString("zh-CN");

function Standing() {
  const say = useWords(listWords);
  const query = { kind: KIND, by: "stage" };
  const stages = useQuery({
    queryKey: ["matter-totals", "assessments", query],
    queryFn: ({ signal }) => api.matterTotals(query, signal),
  });
  return (
    <section className="sheet conduct-gap" aria-label={say.progress}>
      <Loaded answer={stages}>
        {({ total, by }) => {
          const done = by.reduce((sum, { key, totals }) => sum + (FINAL.includes(key) ? totals.count : 0), 0);
          return (
            <div className="ledger">
              <div className="ledger-progress">
                <Progress
                  size="small"
                  aria-label={say.progress}
                  percent={total.count === 0 ? 0 : Math.round((done / total.count) * 100)}
                />
                <small>{say.finished(number(done), number(total.count))}</small>
              </div>
              <dl className="strip">
                {by.map(({ key, name, totals }) => (
                  <div key={key}>
                    <dt>{name}</dt>
                    <dd>
                      <Link to={pathOfList(PATH, { stage: key })}>{number(totals.count)}</Link>
                    </dd>
                  </div>
                ))}
              </dl>
            </div>
          );
        }}
      </Loaded>
    </section>
  );
}
