import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { sample } from "@symphony/test-support/scale";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { missingPictures } from "./steps/missing-pictures.ts";
import { crashPointsOf, runStep } from "./steps/run-step.ts";
import { copyOf, PEOPLE_SCENARIOS, removeCopy, SAMPLED_PEOPLE_SCENARIOS, verify } from "./steps/scenarios.ts";
import type { ScenarioName } from "./steps/scenarios.ts";
import { BATCH } from "./steps/steps.ts";
import { withScenarios } from "./steps/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";

const POINTS_MOST = 4;
/** Small steps, of which each has a test. */
const PEOPLE_POINTS_MOST = 2;
const missing = reasonWithoutStrace();
const prepared = withScenarios(missing);

/** Kills the process at each call of a step in turn; each time the disk must hold what was acknowledged. */
async function killAtEveryCall(name: ScenarioName): Promise<void> {
  const { steps, scenarios } = prepared;
  const scenario = scenarios.get(name);
  const probe = await copyOf(scenario);
  const points = await crashPointsOf(steps.file, scenario.step, probe);
  await removeCopy(probe);
  expect(points.length).toBeGreaterThan(3);
  const found: string[] = [];
  const most = PEOPLE_SCENARIOS.includes(name) ? PEOPLE_POINTS_MOST : POINTS_MOST;
  for (const { call, n } of sample(points, most)) {
    const root = await copyOf(scenario);
    const { acknowledged, killed } = await runStep(steps.file, scenario.step, root, `${call}:signal=KILL:when=${n}`);
    if (!killed) found.push(`${call} ${n}: the process was not killed`);
    const sentences = [...(await verify(scenario, root, acknowledged)), ...(await missingPictures(root))];
    found.push(...sentences.map((sentence) => `${call} ${n}: ${sentence}`));
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

const killedAt = (name: ScenarioName): [guarantee: string, missing: string | undefined, run: () => Promise<void>] => [
  `a process killed at any call of ${name} loses nothing that was acknowledged and shows nothing incomplete`,
  missing,
  () => killAtEveryCall(name),
];

faultTest(1, ...killedAt("writing a draft"));
faultTest(1, ...killedAt("changing a draft"));
faultTest(1, ...killedAt("accepting a batch"));
faultTest(2, ...killedAt("storing results"));
faultTest(3, ...killedAt("finishing a batch"));
faultTest(3, ...killedAt("sending notifications"));
faultTest(2, ...killedAt("starting a retry"));
faultTest(2, ...killedAt("storing results of a retry"));
faultTest(3, ...killedAt("finishing a retry"));
faultTest(29, ...killedAt("removing a batch"));
for (const name of SAMPLED_PEOPLE_SCENARIOS) faultTest(1, ...killedAt(name));

faultTest(1, "a draft that was acknowledged is on disk", missing, async () => {
  const root = await copyOf(prepared.scenarios.get("writing a draft"));
  expect((await runStep(prepared.steps.file, "draft", root)).acknowledged).toBe(true);
  expect(JSON.parse(await readFile(join(root, ".announced", `${BATCH}.json`), "utf8"))).toMatchObject({
    batch_id: BATCH,
  });
  await removeCopy(root);
});
