// Builds what `dist` holds: the script for today's browsers, the same in ES5, and the alert page.
// The ES5 files go through TypeScript, which writes ES5, and then through the bundler, which does
// not raise it. `dist` is committed, so that the server is built without Node; a test compares.

import { build } from "esbuild";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import ts from "typescript";

const here = fileURLToPath(new URL(".", import.meta.url));
const banner = { js: "/* Mingjing SDK, Apache-2.0 */" };

/** All files of `dist`, by name. */
export async function built() {
  const old = mkdtempSync(join(tmpdir(), "mingjing-sdk-"));
  try {
    to_es5(old);
    return {
      "mingjing.js": await bundle(join(here, "src/index.ts"), "Mingjing", ["chrome80", "firefox78", "safari13"]),
      "mingjing.es5.js": await bundle(join(old, "index.js"), "Mingjing", ["es5"]),
      "alert.js": await bundle(join(old, "alert.js"), undefined, ["es5"]),
      "alert.html": readFileSync(join(here, "src/alert.html"), "utf8"),
    };
  } finally {
    rmSync(old, { recursive: true });
  }
}

async function bundle(entry, globalName, target) {
  const result = await build({
    entryPoints: [entry],
    absWorkingDir: here,
    bundle: true,
    write: false,
    format: "iife",
    globalName,
    minify: true,
    // A page in GBK includes the script, too.
    charset: "ascii",
    target,
    banner,
    legalComments: "none",
    tsconfigRaw: { compilerOptions: { strict: true } },
  });
  return result.outputFiles[0].text;
}

function to_es5(folder) {
  const { config } = ts.readConfigFile(join(here, "tsconfig.json"), ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, here);
  const program = ts.createProgram(parsed.fileNames, { ...parsed.options, outDir: folder });
  const emitted = program.emit();
  const problems = ts.getPreEmitDiagnostics(program).concat(emitted.diagnostics);
  if (problems.length > 0) {
    throw new Error(
      ts.formatDiagnostics(problems, {
        getCanonicalFileName: (name) => name,
        getCurrentDirectory: () => here,
        getNewLine: () => "\n",
      }),
    );
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = join(here, "dist");
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(await built())) {
    writeFileSync(join(folder, name), text);
    console.log(`${name} ${Buffer.byteLength(text)} bytes`);
  }
}
