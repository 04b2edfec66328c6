import { afterAll, beforeAll, expect } from "@jest/globals";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { aftermath, copyOf, makeScenes } from "./support/scenes.ts";
import type { Scene } from "./support/scenes.ts";
import { sample } from "./support/scale.ts";
import { BATCH } from "./support/steps.ts";
import { buildSteps, pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import { rowTest } from "./support/row-test.ts";

const POINTS_MOST = 6;
let steps: Awaited<ReturnType<typeof buildSteps>>;
let made: Awaited<ReturnType<typeof makeScenes>>;
const missing = reasonWithoutStrace();

beforeAll(async () => {
  if (missing !== undefined) return;
  [steps, made] = await Promise.all([buildSteps(), makeScenes()]);
});
afterAll(async () => {
  await steps?.remove();
  await made?.remove();
});

/** Kills the process at each call of a step in turn; each time the disk must hold what was promised. */
async function killAtEveryCall(scene: Scene): Promise<void> {
  const probe = await copyOf(scene);
  const points = await pointsOf(steps.file, scene.step, probe);
  await rm(probe, { recursive: true });
  expect(points.length).toBeGreaterThan(3);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scene);
    const { acknowledged, killed } = await runStep(steps.file, scene.step, root, `${call}:signal=KILL:when=${n}`);
    if (!killed) found.push(`${call} ${n}: not struck`);
    found.push(...(await aftermath(scene, root, acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`));
    await rm(root, { recursive: true });
  }
  expect(found).toEqual([]);
}

for (const [i, row, what] of [
  [0, 1, "announcing a batch"],
  [1, 1, "accepting a batch"],
  [2, 2, "committing items"],
  [3, 3, "finishing a batch"],
  [4, 2, "beginning another generation"],
  [5, 2, "committing items of another generation"],
  [6, 3, "finishing another generation"],
  [7, 29, "removing a batch"],
] as const) {
  rowTest(row, `killed at any call of ${what}, nothing promised is lost and nothing half is shown`, missing, () => killAtEveryCall(made.scenes[i] as Scene));
}

rowTest(1, "an announcement that was answered is there", missing, async () => {
  const root = await copyOf(made.scenes[0] as Scene);
  expect((await runStep(steps.file, "announce", root)).acknowledged).toBe(true);
  expect(JSON.parse(await readFile(join(root, ".announced", `${BATCH}.json`), "utf8"))).toMatchObject({ batch_id: BATCH });
});
