import { walkJourneys } from "./keyboard";
import { lookAtScreens } from "./screens";

/** `screens` or `keyboard`, or both; screens may be named. Answers how many problems there are. */
export async function run(what: string | undefined, wanted: string | undefined): Promise<number> {
  const problems = what === "keyboard" ? 0 : await lookAtScreens(wanted);
  const failed = what === "screens" ? 0 : await walkJourneys();
  console.log(`screens: ${problems} to mend; journeys: ${failed} failed`);
  return problems + failed;
}
