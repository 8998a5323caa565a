// `npm run journeys`: every screen with axe, then journeys by keyboard, on the build with made-up data.
// Needs a build and Chromium (CHROMIUM names another than the system's). `npm run journeys -- screens
// queue,finding` looks at some screens only, `npm run journeys -- keyboard` walks the journeys only.
import { runnerImport } from "vite";

const { module } = await runnerImport("./journeys/main.ts", { configFile: false, logLevel: "error" });
process.exitCode = (await module.run(process.argv[2], process.argv[3])) === 0 ? 0 : 1;
