import { lookAtScreens } from "./screens";

/** Screens with axe; answers how many problems there are. */
export async function run(wanted: string | undefined): Promise<number> {
  const problems = await lookAtScreens(wanted);
  console.log(problems === 0 ? "screens: nothing to mend" : `screens: ${problems} to mend`);
  return problems;
}
