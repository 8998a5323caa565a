// One person in one year, for the offices of the institution.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { conduct } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Loaded } from "../../../parts/Loaded";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { PersonFile } from "./PersonFile";
import { personWords } from "./words";

export function Person() {
  const { code = "" } = useParams();
  const say = useWords(personWords);
  const { year } = usePreferences();
  const person = useQuery({
    queryKey: ["conduct-person", code, year],
    queryFn: ({ signal }) => conduct.person(code, year, signal),
  });
  return (
    <Loaded answer={person} page>
      {(of) => (
        <div className="page">
          <PageHead path="/conduct" title={say.title(of.name, of.year)} />
          <PersonFile of={of} />
        </div>
      )}
    </Loaded>
  );
}
