// The examples of the integration guide, taken out of it, compiled, and run against the program.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { browser, opened, popup } from "./page.mjs";
import { foreign, message, mingjing } from "./service.mjs";

const run = promisify(execFile);
const guide = readFileSync(new URL("../../docs/his-integration.md", import.meta.url), "utf8");
const block = (language, holding) =>
  [...guide.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].find((one) => one[1] === language && one[2].includes(holding))[2];

const KEY = "only-for-this-test";
let service, folder, file;
before(async () => {
  service = await mingjing({ config: `[default]\nauth = "apikey"\nsecret = "${KEY}"\n` });
  folder = mkdtempSync(join(tmpdir(), "mingjing-sdk-examples-"));
  file = join(folder, "3101.json");
  writeFileSync(file, JSON.stringify(message("2_woman_only_drug_for_a_man")));
});
after(async () => {
  await service?.stop();
  if (folder) rmSync(folder, { recursive: true });
});

/** File, what it must hold to be the right block, and how it is compiled and run. */
const LANGUAGES = [
  ["javascript", "AbortSignal", "example.mjs", null, [process.execPath, "example.mjs"]],
  ["python", "urllib", "example.py", null, ["python3", "example.py"]],
  [
    "java",
    "MingjingExample",
    "MingjingExample.java",
    ["javac", "-encoding", "UTF-8", "MingjingExample.java"],
    ["java", "-cp", ".", "MingjingExample"],
  ],
  [
    "csharp",
    "MingjingExample",
    "Example.cs",
    ["mcs", "-r:System.Web.Extensions", "Example.cs"],
    ["mono", "Example.exe"],
  ],
];

for (const [language, holding, name, compile, start] of LANGUAGES) {
  test(`${language}: 3101, 3103 and 3102 as the guide says, and no failure without a server`, async (t) => {
    writeFileSync(join(folder, name), block(language, holding));
    const options = { cwd: folder, env: { ...process.env, TZ: "Asia/Shanghai", PYTHONIOENCODING: "utf-8" } };
    try {
      if (compile) await run(compile[0], compile.slice(1), options);
    } catch (error) {
      if (error.code === "ENOENT") return t.skip(`${compile[0]} is not installed`);
      throw error;
    }
    const stored = await service.count("mingjing_feedback_total", 'outcome="recorded"');
    const { stdout } = await run(start[0], [...start.slice(1), service.address, file, KEY], options);
    assert.deepEqual(stdout.trim().split(/\r?\n/), [
      "药品区分性别使用：《左炔诺孕酮宫内节育系统》限女性使用，参保人登记性别为男，请核对身份与处方。",
      "3103 0",
      "3102 0 1",
    ]);
    assert.equal(await service.count("mingjing_feedback_total", 'outcome="recorded"'), stored + 1);
    const denied = await run(start[0], [...start.slice(1), service.address, file, "wrong"], options);
    assert.doesNotMatch(denied.stdout, /左炔诺孕酮/);
    await run(start[0], [...start.slice(1), "http://127.0.0.1:9", file], options);
  });
}

test("html: the page of the guide", async () => {
  const page_text = block("html", "Mingjing.init")
    .replaceAll("http://10.1.2.3:8080", service.address)
    .replace("budget_ms: 500", `budget_ms: 3000, apikey: "${KEY}"`);
  const told =
    "<script>var told = []; function editLines(lines) { told.push(lines) } function submitPrescription() { told.push('submitted') }</script>";
  const hospital = await foreign({ "/": `<!doctype html><meta charset="utf-8"><body>${told}${page_text}</body>` });
  const engine = await browser();
  try {
    const page = await opened(engine, hospital.address);
    await page.evaluate((one) => savePrescription(one), message("1_clean_prescription"));
    await page.waitForFunction(() => told.length === 1);
    await page.evaluate((one) => savePrescription(one), message("2_woman_only_drug_for_a_man"));
    await popup(page).getByRole("button", { name: "修改" }).click();
    const [first, second] = await page.evaluate(() => told);
    assert.deepEqual([first, second[0].rx_id], ["submitted", "CF01-1"]);
    assert.deepEqual(page.thrown, []);
  } finally {
    await engine.close();
    await hospital.stop();
  }
});
