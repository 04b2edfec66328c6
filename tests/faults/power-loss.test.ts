import { afterAll, beforeAll, expect } from "@jest/globals";
import { cutPower, makeDisk, reasonWithoutPower } from "./support/power.ts";
import type { FileSystem } from "./support/power.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { copyOf, makeScenarios, removeCopy, SCENARIO_NAMES } from "./support/scenarios.ts";
import type { ScenarioName } from "./support/scenarios.ts";
import { buildSteps, pointsOf, reasonWithoutStrace } from "./support/strace.ts";

const POINTS_MOST = 2;
/** Every step; of a quick campaign those that promise something. */
const WANTED = SCENARIO_NAMES.filter(
  (name) =>
    FULL ||
    [
      "accepting a batch",
      "committing items",
      "finishing a batch",
      "telling of the end",
      "beginning another generation",
    ].includes(name),
);
const FILE_SYSTEMS: FileSystem[] = FULL ? ["ext4", "xfs"] : ["ext4"];
const missing = new Map(
  await Promise.all(
    FILE_SYSTEMS.map(async (each) => [each, reasonWithoutStrace() ?? (await reasonWithoutPower(each))] as const),
  ),
);
let steps: Awaited<ReturnType<typeof buildSteps>>;
let made: Awaited<ReturnType<typeof makeScenarios>>;

beforeAll(async () => {
  [steps, made] = await Promise.all([buildSteps(), makeScenarios()]);
});
afterAll(() => Promise.all([steps.remove(), made.remove()]));

/** Cuts the power when the step is done, and at each of its calls. */
async function cutAtEveryCall(fileSystem: FileSystem, name: ScenarioName): Promise<void> {
  const scenario = made.scenario(name);
  const probe = await copyOf(scenario);
  const points = await pointsOf(steps.file, scenario.step, probe);
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
  for (const name of WANTED)
    faultTest(
      6,
      `the power going while or right after ${name} on ${fileSystem} loses nothing promised`,
      missing.get(fileSystem),
      () => cutAtEveryCall(fileSystem, name),
    );
}
