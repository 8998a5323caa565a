import { walkJourneys } from "./keyboard";
import { walkOffice } from "./office";
import { lookAtScreens } from "./screens";
import { measureWaiting } from "./waiting";

/**
 * `screens`, `keyboard` or `office`, or all; screens and journeys may be named. Answers how many problems there are.
 * `waiting` measures and judges nothing; it is never one of all.
 */
export async function run(what: string | undefined, wanted: string | undefined): Promise<number> {
  if (what === "waiting") {
    await measureWaiting();
    return 0;
  }
  const asked = (part: string) => what === undefined || what === part;
  const problems = asked("screens") ? await lookAtScreens(wanted) : 0;
  const failed = (asked("keyboard") ? await walkJourneys() : 0) + (asked("office") ? await walkOffice(wanted) : 0);
  console.log(`screens: ${problems} to mend; journeys: ${failed} failed`);
  return problems + failed;
}
