import { expect } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { aftermath, copyOf, removeCopy } from "./support/scenes.ts";
import type { SceneName } from "./support/scenes.ts";
import { sample } from "./support/scale.ts";
import { BATCH } from "./support/steps.ts";
import { pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import { withScenes } from "./support/with-scenes.ts";
import { rowTest } from "./support/row-test.ts";

const POINTS_MOST = 6;
const missing = reasonWithoutStrace();
const scenes = withScenes(missing);

/** Kills the process at each call of a step in turn; each time the disk must hold what was promised. */
async function killAtEveryCall(name: SceneName): Promise<void> {
  const scene = scenes.made.scene(name);
  const probe = await copyOf(scene);
  const points = await pointsOf(scenes.steps.file, scene.step, probe);
  await removeCopy(probe);
  expect(points.length).toBeGreaterThan(3);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scene);
    const { acknowledged, killed } = await runStep(
      scenes.steps.file,
      scene.step,
      root,
      `${call}:signal=KILL:when=${n}`,
    );
    if (!killed) found.push(`${call} ${n}: not struck`);
    found.push(...(await aftermath(scene, root, acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`));
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

const killedAt = (name: SceneName): [promise: string, missing: string | undefined, run: () => Promise<void>] => [
  `killed at any call of ${name}, nothing promised is lost and nothing half is shown`,
  missing,
  () => killAtEveryCall(name),
];

rowTest(1, ...killedAt("announcing a batch"));
rowTest(1, ...killedAt("accepting a batch"));
rowTest(2, ...killedAt("committing items"));
rowTest(3, ...killedAt("finishing a batch"));
rowTest(3, ...killedAt("telling of the end"));
rowTest(2, ...killedAt("beginning another generation"));
rowTest(2, ...killedAt("committing items of another generation"));
rowTest(3, ...killedAt("finishing another generation"));
rowTest(29, ...killedAt("removing a batch"));

rowTest(1, "an announcement that was answered is there", missing, async () => {
  const root = await copyOf(scenes.made.scene("announcing a batch"));
  expect((await runStep(scenes.steps.file, "announce", root)).acknowledged).toBe(true);
  expect(JSON.parse(await readFile(join(root, ".announced", `${BATCH}.json`), "utf8"))).toMatchObject({
    batch_id: BATCH,
  });
});
