// The journeys on the real program, one after another on one demonstration.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { assignment } from "./assignment";
import { launch } from "./browser";
import { coSigning } from "./co-signing";
import { cycle } from "./cycle";
import { denial } from "./denial";
import { enforcement } from "./enforcement";
import { packet } from "./packet";
import { Journey } from "./people";
import { demonstrate, running } from "./program";
import { recovery } from "./recovery";
import { recognition } from "./recognition";
import { rectification } from "./rectification";
import { selfAudit } from "./self-audit";
import { survey } from "./survey";
import { transfer } from "./transfer";
import { usage } from "./usage";
import { year } from "./year";

const journeys: Record<string, (journey: Journey) => Promise<void>> = {
  assignment,
  recovery,
  rectification,
  "self-audit": selfAudit,
  enforcement,
  transfer,
  packet,
  cycle,
  year,
  survey,
  recognition,
  usage,
  "co-signing": coSigning,
  denial,
};

/** Walks all journeys, or those named in `wanted`; answers how many did not arrive. */
export async function walkOffice(wanted: string | undefined): Promise<number> {
  const { MINGJING_PROGRAM: program, MINGJING_RUNNING: named } = process.env;
  if (program === undefined && named === undefined) {
    console.log("skip journeys on the real program: MINGJING_PROGRAM names none");
    return 0;
  }
  await mkdir("journeys/shots", { recursive: true });
  const of = named === undefined ? await demonstrate(program ?? "") : running(named);
  const browser = await launch();
  let failed = 0;
  try {
    for (const [name, walk] of Object.entries(journeys)) {
      if (wanted !== undefined && !wanted.split(",").includes(name)) {
        continue;
      }
      const began = performance.now();
      const journey = new Journey(name, of, browser);
      try {
        await walk(journey);
        assert.deepEqual(journey.wrong, []);
        console.log(`ok   ${name} on the real program, ${((performance.now() - began) / 1000).toFixed(0)} s`);
      } catch (thrown) {
        failed += 1;
        console.log(`FAIL ${name} on the real program\n       ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        journey.wrong.forEach((line) => {
          console.log(`       ${line}`);
        });
        await journey.failed();
      } finally {
        await journey.end();
      }
    }
  } finally {
    await browser.close();
    await of.stop();
  }
  return failed;
}
