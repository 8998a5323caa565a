import { said } from "./browser";
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
  // A part that breaks off is counted, and the others are walked all the same.
  const part = async (name: string, walk: () => Promise<number>) => {
    if (what !== undefined && what !== name) {
      return 0;
    }
    return walk().catch((thrown: unknown) => {
      console.log(`FAIL ${name} broke off: ${said(thrown)}`);
      return 1;
    });
  };
  const problems = await part("screens", () => lookAtScreens(wanted));
  const failed = (await part("keyboard", walkJourneys)) + (await part("office", () => walkOffice(wanted)));
  console.log(`screens: ${problems} to mend; journeys: ${failed} failed`);
  return problems + failed;
}
