// A scheme as it is written: the text, what is wrong with it beside it, and who would change grade.
import { useQuery } from "@tanstack/react-query";
import { Input, Select } from "antd";
import { useState, type ReactNode } from "react";
import { conduct } from "../../../api/conduct";
import { useWords } from "../../../words/words";
import { Problems } from "./Problems";
import { Replay } from "./Replay";
import { useCheck } from "./useCheck";
import { schemeWords } from "./words";
import "../../finding/finding.css";
import "../conduct.css";
import "./schemes.css";

/** Lines of the text in view. */
const LINES = 22;

interface Given {
  initial: string;
  /** May be written in. */
  editable: boolean;
  /** What can be done with the text. */
  tools?: (text: string) => ReactNode;
}

export function Workshop({ initial, editable, tools }: Given) {
  const say = useWords(schemeWords);
  const [text, setText] = useState(initial);
  const { check, waiting } = useCheck(text);
  const shipped = useQuery({
    queryKey: ["schemes-shipped"],
    queryFn: ({ signal }) => conduct.shippedSchemes(signal),
    staleTime: Infinity,
    enabled: editable,
  });
  return (
    <div className="columns">
      <div>
        <section className="sheet">
          <div className="conduct-filters">
            <h2>{say.text}</h2>
            {editable ? (
              <Select
                aria-label={say.template}
                placeholder={say.template}
                style={{ width: 260 }}
                value={null}
                options={(shipped.data ?? []).map(({ name, title }) => ({ value: name, label: title }))}
                onChange={(name: string | null) => {
                  const chosen = shipped.data?.find((one) => one.name === name);
                  if (chosen !== undefined) {
                    setText(chosen.text);
                  }
                }}
              />
            ) : null}
            {tools?.(text)}
          </div>
          {editable ? null : <p>{say.readOnly}</p>}
          <Input.TextArea
            className="scheme-text"
            aria-label={say.text}
            value={text}
            readOnly={!editable}
            spellCheck={false}
            rows={LINES}
            wrap="off"
            onChange={(event) => {
              setText(event.target.value);
            }}
          />
        </section>
        <Replay text={text} />
      </div>
      <div>
        <Problems check={check} waiting={waiting} />
      </div>
    </div>
  );
}
