// `npm run journeys`: screens with axe, then the journeys by keyboard. Needs a build and Chromium
// (CHROMIUM names another than the system's). `npm run journeys -- queue,finding` looks at some only.
import { runnerImport } from "vite";

const { module } = await runnerImport("./journeys/main.ts", { configFile: false, logLevel: "error" });
process.exitCode = (await module.run(process.argv[2])) === 0 ? 0 : 1;
