import { afterAll, beforeAll, expect } from "@jest/globals";
import { cutPower, makeDisk, reasonWithoutPower } from "./support/power.ts";
import type { FileSystem } from "./support/power.ts";
import { rowTest } from "./support/row-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { copyOf, makeScenes, removeCopy, SCENE_NAMES } from "./support/scenes.ts";
import type { SceneName } from "./support/scenes.ts";
import { buildSteps, pointsOf, reasonWithoutStrace } from "./support/strace.ts";

const POINTS_MOST = 2;
/** Every step; of a quick campaign those that promise something. */
const WANTED = SCENE_NAMES.filter(
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
let made: Awaited<ReturnType<typeof makeScenes>>;

beforeAll(async () => {
  [steps, made] = await Promise.all([buildSteps(), makeScenes()]);
});
afterAll(() => Promise.all([steps.remove(), made.remove()]));

/** Cuts the power when the step is done, and at each of its calls. */
async function cutAtEveryCall(fileSystem: FileSystem, name: SceneName): Promise<void> {
  const scene = made.scene(name);
  const probe = await copyOf(scene);
  const points = await pointsOf(steps.file, scene.step, probe);
  await removeCopy(probe);
  const disk = await makeDisk(fileSystem, scene);
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
    rowTest(
      6,
      `the power going while or right after ${name} on ${fileSystem} loses nothing promised`,
      missing.get(fileSystem),
      () => cutAtEveryCall(fileSystem, name),
    );
}
