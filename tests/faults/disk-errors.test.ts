import { expect } from "@jest/globals";
import { rowTest } from "./support/row-test.ts";
import { aftermath, copyOf, removeCopy, SCENE_NAMES } from "./support/scenes.ts";
import type { SceneName } from "./support/scenes.ts";
import { sample } from "./support/scale.ts";
import { pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import { withScenes } from "./support/with-scenes.ts";
import type { Call } from "./support/strace.ts";

const POINTS_MOST = 5;
const missing = reasonWithoutStrace();
const scenes = withScenes(missing);

/** Has the n-th call fail, for every n: the step must say so, and the disk must hold what was promised before. */
async function failEvery(name: SceneName, calls: readonly Call[], errno: string): Promise<void> {
  const scene = scenes.made.scene(name);
  const probe = await copyOf(scene);
  const points = (await pointsOf(scenes.steps.file, scene.step, probe)).filter(({ call }) => calls.includes(call));
  await removeCopy(probe);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scene);
    const { acknowledged } = await runStep(scenes.steps.file, scene.step, root, `${call}:error=${errno}:when=${n}`);
    if (acknowledged && call === "fsync") found.push(`${call} ${n}: acknowledged all the same`);
    found.push(
      ...(await aftermath(scene, root, acknowledged, !acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`),
    );
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

/** Committing goes the same way in every generation; removing promises nothing. */
const SYNCED = SCENE_NAMES.filter(
  (name) => name !== "committing items of another generation" && name !== "removing a batch",
);
for (const name of SYNCED)
  rowTest(8, `a sync that fails while ${name} is told, and nothing is promised`, missing, () =>
    failEvery(name, ["fsync"], "EIO"),
  );
rowTest(9, "a disk that is full at any call of accepting leaves nothing behind", missing, () =>
  failEvery("accepting a batch", ["mkdir", "rename"], "ENOSPC"),
);
