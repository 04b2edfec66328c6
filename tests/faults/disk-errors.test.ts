import { afterAll, beforeAll, expect } from "@jest/globals";
import { rm } from "node:fs/promises";
import { rowTest } from "./support/row-test.ts";
import { aftermath, copyOf, makeScenes } from "./support/scenes.ts";
import type { Scene } from "./support/scenes.ts";
import { sample } from "./support/scale.ts";
import { buildSteps, pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import type { Call } from "./support/strace.ts";

const POINTS_MOST = 5;
const missing = reasonWithoutStrace();
let steps: Awaited<ReturnType<typeof buildSteps>>;
let made: Awaited<ReturnType<typeof makeScenes>>;

beforeAll(async () => {
  if (missing !== undefined) return;
  [steps, made] = await Promise.all([buildSteps(), makeScenes()]);
});
afterAll(async () => {
  await steps?.remove();
  await made?.remove();
});

/** Has the n-th call fail, for every n: the step must say so, and the disk must hold what was promised before. */
async function failEvery(scene: Scene, calls: readonly Call[], errno: string): Promise<void> {
  const probe = await copyOf(scene);
  const points = (await pointsOf(steps.file, scene.step, probe)).filter(({ call }) => calls.includes(call));
  await rm(probe, { recursive: true });
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scene);
    const { acknowledged } = await runStep(steps.file, scene.step, root, `${call}:error=${errno}:when=${n}`);
    if (acknowledged && call === "fsync") found.push(`${call} ${n}: acknowledged all the same`);
    found.push(...(await aftermath(scene, root, acknowledged, !acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`));
    await rm(root, { recursive: true });
  }
  expect(found).toEqual([]);
}

for (const [i, what] of [[0, "announcing"], [1, "accepting"], [2, "committing items"], [3, "finishing"], [4, "beginning another generation"], [6, "finishing another generation"]] as const) {
  rowTest(8, `a sync that fails while ${what} is told, and nothing is promised`, missing, () => failEvery(made.scenes[i] as Scene, ["fsync"], "EIO"));
}
rowTest(9, "a disk that is full at any call of accepting leaves nothing behind", missing, () => failEvery(made.scenes[1] as Scene, ["mkdir", "rename"], "ENOSPC"));
