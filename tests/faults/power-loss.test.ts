import { expect } from "@jest/globals";
import { FULL, sample } from "@symphony/test-support/scale";
import { cutPower, makeDisk, reasonWithoutPowerCut } from "./crash-model/power-cut.ts";
import type { FileSystem } from "./crash-model/power-cut.ts";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { crashPointsOf } from "./steps/run-step.ts";
import { copyOf, removeCopy, SCENARIO_NAMES } from "./steps/scenarios.ts";
import type { ScenarioName } from "./steps/scenarios.ts";
import { withScenarios } from "./steps/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";

const POINTS_MOST = 2;
/** Of a quick campaign only the steps whose acknowledgement promises most. */
const QUICK: readonly ScenarioName[] = [
  "accepting a batch",
  "storing results",
  "finishing a batch",
  "sending notifications",
  "starting a retry",
];
const FILE_SYSTEMS: FileSystem[] = FULL ? ["ext4", "xfs"] : ["ext4"];
const missing = new Map(
  await Promise.all(
    FILE_SYSTEMS.map(async (each) => [each, reasonWithoutStrace() ?? (await reasonWithoutPowerCut(each))] as const),
  ),
);
const everywhere = [...missing.values()].every((reason) => reason !== undefined);
const prepared = withScenarios(everywhere ? "power cannot be cut here" : undefined);

/** Cuts the power when the step is done, and at each of its calls. */
async function cutAtEveryCall(fileSystem: FileSystem, name: ScenarioName): Promise<void> {
  const { steps, scenarios } = prepared;
  const scenario = scenarios.get(name);
  const probe = await copyOf(scenario);
  const points = await crashPointsOf(steps.file, scenario.step, probe);
  await removeCopy(probe);
  const disk = await makeDisk(fileSystem, scenario);
  const found: string[] = [];
  for (const point of [undefined, ...sample(points, POINTS_MOST)]) {
    const place = point === undefined ? "when done" : `${point.call} ${point.n}`;
    found.push(...(await cutPower(steps.file, disk, point)).map((sentence) => `${place}: ${sentence}`));
  }
  await disk.remove();
  expect(found).toEqual([]);
}

for (const fileSystem of FILE_SYSTEMS) {
  for (const name of FULL ? SCENARIO_NAMES : QUICK)
    faultTest(
      6,
      `a power cut during or right after ${name} on ${fileSystem} loses nothing acknowledged`,
      missing.get(fileSystem),
      () => cutAtEveryCall(fileSystem, name),
    );
}
