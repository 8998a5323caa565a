// `npm run journeys`: every screen with axe, then journeys by keyboard, on the build with made-up data.
// On the real program (MINGJING_PROGRAM) or on a demonstration that runs already (MINGJING_RUNNING, its
// address and its password, such as behind `npm run dev`) the casework is walked by its people afterwards;
// the first sign-in by single sign-on starts the program (MINGJING_PROGRAM) once more, on new books.
// Needs a build and Chromium (CHROMIUM names another than the system's). `npm run journeys -- screens
// queue,finding` looks at some screens only, `npm run journeys -- keyboard` walks the journeys only,
// `npm run journeys -- office recovery,transfer` some of those on the real program, and
// `npm run journeys -- waiting` measures how long one waits for its first pages.
import { runnerImport } from "vite";

const { module } = await runnerImport("./journeys/main.ts", { configFile: false, logLevel: "error" });
process.exitCode = (await module.run(process.argv[2], process.argv[3])) === 0 ? 0 : 1;
