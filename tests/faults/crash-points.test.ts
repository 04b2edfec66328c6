import { expect } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { verify, copyOf, removeCopy } from "./support/scenarios.ts";
import type { ScenarioName } from "./support/scenarios.ts";
import { sample } from "./support/scale.ts";
import { BATCH } from "./support/steps.ts";
import { pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import { withScenarios } from "./support/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";

const POINTS_MOST = 6;
const missing = reasonWithoutStrace();
const scenarios = withScenarios(missing);

/** Kills the process at each call of a step in turn; each time the disk must hold what was promised. */
async function killAtEveryCall(name: ScenarioName): Promise<void> {
  const scenario = scenarios.made.scenario(name);
  const probe = await copyOf(scenario);
  const points = await pointsOf(scenarios.steps.file, scenario.step, probe);
  await removeCopy(probe);
  expect(points.length).toBeGreaterThan(3);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scenario);
    const { acknowledged, killed } = await runStep(
      scenarios.steps.file,
      scenario.step,
      root,
      `${call}:signal=KILL:when=${n}`,
    );
    if (!killed) found.push(`${call} ${n}: not struck`);
    found.push(...(await verify(scenario, root, acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`));
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

const killedAt = (name: ScenarioName): [promise: string, missing: string | undefined, run: () => Promise<void>] => [
  `killed at any call of ${name}, nothing promised is lost and nothing half is shown`,
  missing,
  () => killAtEveryCall(name),
];

faultTest(1, ...killedAt("announcing a batch"));
faultTest(1, ...killedAt("accepting a batch"));
faultTest(2, ...killedAt("committing items"));
faultTest(3, ...killedAt("finishing a batch"));
faultTest(3, ...killedAt("telling of the end"));
faultTest(2, ...killedAt("beginning another generation"));
faultTest(2, ...killedAt("committing items of another generation"));
faultTest(3, ...killedAt("finishing another generation"));
faultTest(29, ...killedAt("removing a batch"));

faultTest(1, "an announcement that was answered is there", missing, async () => {
  const root = await copyOf(scenarios.made.scenario("announcing a batch"));
  expect((await runStep(scenarios.steps.file, "announce", root)).acknowledged).toBe(true);
  expect(JSON.parse(await readFile(join(root, ".announced", `${BATCH}.json`), "utf8"))).toMatchObject({
    batch_id: BATCH,
  });
});
