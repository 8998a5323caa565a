// The cases that one's institution has published, models and warnings, to read.
import { useQuery } from "@tanstack/react-query";
import { Collapse, Tag } from "antd";
import { conduct } from "../../../api/conduct";
import { Loaded } from "../../../parts/Loaded";
import { useWords } from "../../../words/words";
import { ownWords } from "./words";

export function Library() {
  const say = useWords(ownWords);
  const library = useQuery({ queryKey: ["conduct-library"], queryFn: ({ signal }) => conduct.library(signal) });
  return (
    <section className="sheet">
      <h2>{say.library}</h2>
      <Loaded answer={library}>
        {({ cases }) =>
          cases.length === 0 ? (
            <p>{say.noCases}</p>
          ) : (
            <Collapse
              size="small"
              items={cases.map((one) => ({
                key: one.id,
                label: (
                  <>
                    <Tag>{one.kind_zh}</Tag> {one.title}
                  </>
                ),
                children: (
                  <>
                    <p style={{ whiteSpace: "pre-line" }}>{one.body}</p>
                    <p>
                      {say.lesson}
                      {one.lesson}
                    </p>
                  </>
                ),
              }))}
            />
          )
        }
      </Loaded>
    </section>
  );
}
