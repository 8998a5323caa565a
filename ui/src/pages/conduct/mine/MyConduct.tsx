// One's own conduct file, what one has to declare, where one appeals, and the bulletins to read.
import { useQuery } from "@tanstack/react-query";
import { conduct } from "../../../api/conduct";
import { usePreferences } from "../../../app/preferences";
import { Begin } from "../../../parts/Begin";
import { Loaded } from "../../../parts/Loaded";
import { PageHead } from "../../../parts/PageHead";
import { useWords } from "../../../words/words";
import { Issues } from "../bulletin/Issues";
import { Archive } from "../people/Archive";
import { PersonFile } from "../people/PersonFile";
import { personWords } from "../people/words";
import { Library } from "./Library";
import { QuickPacket } from "./QuickPacket";
import { ownWords } from "./words";

/** What one declares oneself, beside a packet. */
const DECLARED = ["declaration", "commendation"] as const;

export function MyConduct() {
  const say = useWords(ownWords);
  const person = useWords(personWords);
  const { year } = usePreferences();
  const mine = useQuery({ queryKey: ["conduct-mine", year], queryFn: ({ signal }) => conduct.mine(year, signal) });
  return (
    <div className="page">
      <PageHead
        path="/my-conduct"
        extra={
          <>
            {mine.data === undefined ? null : (
              <Archive
                onFetch={(format) =>
                  conduct.ownArchive(`${person.archiveName(mine.data.code, year)}.${format}`, { year, format })
                }
              />
            )}
            <Begin kinds={DECLARED} />
            <QuickPacket />
          </>
        }
      />
      <p>{say.appeal}</p>
      <Loaded answer={mine}>{(of) => <PersonFile of={of} />}</Loaded>
      <Issues />
      <Library />
    </div>
  );
}
