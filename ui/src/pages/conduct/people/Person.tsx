// One person in one year, for the offices of the institution.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import type { RoleTag } from "../../../api";
import { conduct } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { useSession } from "../../../app/session";
import { Loaded } from "../../../parts/Loaded";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { Archive } from "./Archive";
import { PersonFile } from "./PersonFile";
import { personWords } from "./words";

/** Who hands out the files of others. */
const KEEPERS: readonly string[] = ["ethics_office", "discipline_office"] satisfies RoleTag[];

export function Person() {
  const { code = "" } = useParams();
  const say = useWords(personWords);
  const { year } = usePreferences();
  const { grant } = useSession();
  const person = useQuery({
    queryKey: ["conduct-person", code, year],
    queryFn: ({ signal }) => conduct.person(code, year, signal),
  });
  return (
    <Loaded answer={person} page>
      {(of) => (
        <div className="page">
          <PageHead
            path="/conduct"
            title={say.title(of.name, of.year)}
            extra={
              grant !== undefined && KEEPERS.includes(grant.role) ? (
                <Archive
                  onFetch={(format) => conduct.archive(code, `${say.archiveName(code, year)}.${format}`, { year, format })}
                />
              ) : undefined
            }
          />
          <PersonFile of={of} />
        </div>
      )}
    </Loaded>
  );
}
