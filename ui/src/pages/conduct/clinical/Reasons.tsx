// For what a report may not be recognised: the list that hospitals' systems answer by.
import { useQuery } from "@tanstack/react-query";
import { Collapse } from "antd";
import { conduct } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { clinicalWords } from "./words";

export function Reasons() {
  const say = useWords(clinicalWords);
  return <Collapse ghost size="small" items={[{ key: "reasons", label: say.reasons, children: <List /> }]} />;
}

function List() {
  const say = useWords(clinicalWords);
  const reasons = useQuery({
    queryKey: ["recognition-reasons"],
    queryFn: ({ signal }) => conduct.declineReasons(signal),
    staleTime: Infinity,
  });
  return (
    <Loaded answer={reasons}>
      {(rows) => (
        <ul className="plain-list">
          {rows.map(({ code, zh, explain }) => (
            <li key={code}>
              <code>{code}</code> {zh}
              {explain ? <small>{say.explain}</small> : null}
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
