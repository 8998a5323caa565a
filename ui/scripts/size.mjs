// Fails where the first screen (login, frame, dashboard without charts) needs more than the budget.
// Counts what the browser loads for it: the entry, the pages, all that they import statically, and
// their style sheets, each as the program sends it.
import { existsSync, readFileSync } from "node:fs";

const BUDGET_KB = 300;
const FIRST = ["index.html", "src/pages/dashboard/Dashboard.tsx"];

const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const files = new Set(["index.html"]);
function take(name) {
  const chunk = manifest[name];
  if (chunk === undefined) {
    throw new Error(`${name} is not in the manifest: has the page moved?`);
  }
  if (files.has(chunk.file)) {
    return;
  }
  files.add(chunk.file);
  (chunk.css ?? []).forEach((file) => files.add(file));
  (chunk.imports ?? []).forEach(take);
}
FIRST.forEach(take);

let sum = 0;
for (const file of files) {
  const sent = existsSync(`dist/${file}.br`) ? `dist/${file}.br` : `dist/${file}`;
  const bytes = readFileSync(sent).length;
  sum += bytes;
  console.log(`${(bytes / 1000).toFixed(1).padStart(8)} kB  ${file}`);
}
const kb = sum / 1000;
console.log(`${kb.toFixed(1).padStart(8)} kB  first screen, of ${BUDGET_KB} kB allowed`);
process.exitCode = kb > BUDGET_KB ? 1 : 0;
