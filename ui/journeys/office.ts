// The journeys on the real program, one after another on one demonstration.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { assignment } from "./assignment";
import { launch, said } from "./browser";
import { coSigning } from "./co-signing";
import { cycle } from "./cycle";
import { denial } from "./denial";
import { enforcement } from "./enforcement";
import { packet } from "./packet";
import { Journey } from "./people";
import { demonstrate, running, type Demonstration } from "./program";
import { recovery } from "./recovery";
import { recognition } from "./recognition";
import { rectification } from "./rectification";
import { selfAudit } from "./self-audit";
import { singleSignOn } from "./single-sign-on";
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

/** Those that start the program anew, on books and with a configuration of their own. */
const installations: Record<string, (program: string) => Promise<{ of: Demonstration; walk: (journey: Journey) => Promise<void> }>> = {
  "single-sign-on": singleSignOn,
};

/** Walks all journeys, or those named in `wanted`; answers how many did not arrive. */
export async function walkOffice(wanted: string | undefined): Promise<number> {
  const { MINGJING_PROGRAM: program, MINGJING_RUNNING: named } = process.env;
  if (program === undefined && named === undefined) {
    console.log("skip journeys on the real program: MINGJING_PROGRAM names none");
    return 0;
  }
  await mkdir("journeys/shots", { recursive: true });
  const asked = (name: string) => wanted === undefined || wanted.split(",").includes(name);
  const browser = await launch();
  let failed = 0;
  try {
    const common = Object.entries(journeys).filter(([name]) => asked(name));
    if (common.length > 0) {
      const of = named === undefined ? await demonstrate(program ?? "") : running(named);
      try {
        for (const [name, walk] of common) {
          failed += await walked(new Journey(name, of, browser), walk);
        }
      } finally {
        await of.stop();
      }
    }
    for (const [name, open] of Object.entries(installations).filter(([name]) => asked(name))) {
      if (program === undefined) {
        console.log(`skip ${name}: it starts the program itself, and MINGJING_PROGRAM names none`);
        continue;
      }
      const { of, walk } = await open(program);
      try {
        failed += await walked(new Journey(name, of, browser), walk);
      } finally {
        await of.stop();
      }
    }
  } finally {
    await browser.close();
  }
  return failed;
}

/** Walks one journey to its end; answers 1 where it did not arrive. */
async function walked(journey: Journey, walk: (journey: Journey) => Promise<void>): Promise<number> {
  const began = performance.now();
  try {
    await walk(journey);
    assert.deepEqual(journey.wrong, []);
    console.log(`ok   ${journey.name} on the real program, ${((performance.now() - began) / 1000).toFixed(0)} s`);
    return 0;
  } catch (thrown) {
    console.log(`FAIL ${journey.name} on the real program\n       ${said(thrown)}`);
    journey.wrong.forEach((line) => {
      console.log(`       ${line}`);
    });
    await journey.failed();
    return 1;
  } finally {
    await journey.end();
  }
}
