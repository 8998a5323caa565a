// `npm run journeys`: screens with axe, then the journeys by keyboard. Needs a build and Chromium
// (CHROMIUM names another than the system's). `npm run journeys -- queue,finding` looks at some only.
import { lookAtScreens } from "./screens.ts";

const wanted = process.argv[2];
const problems = await lookAtScreens(wanted);
console.log(problems === 0 ? "screens: nothing to mend" : `screens: ${problems} to mend`);
process.exitCode = problems === 0 ? 0 : 1;
