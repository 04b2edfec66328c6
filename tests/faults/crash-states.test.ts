import { afterAll, beforeAll, expect } from "@jest/globals";
import { record, tryState } from "./support/crash-model.ts";
import { createRandom } from "./support/random.ts";
import { rowTest } from "./support/row-test.ts";
import { FULL } from "./support/scale.ts";
import { makeScenes } from "./support/scenes.ts";
import type { Scene } from "./support/scenes.ts";
import { buildSteps, reasonWithoutStrace } from "./support/strace.ts";

const STATES = FULL ? 1_500 : 30;
const SEED = 7;
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

/** Tries states of the disk after any of a step's changes; every fourth right after the step said that it was done. */
async function tryStates(scene: Scene): Promise<void> {
  const recording = await record(steps.file, scene);
  expect(recording).toMatchObject({ acknowledged: true });
  const random = createRandom(SEED);
  const found: string[] = [];
  for (let i = 0; i < STATES; i += 1) {
    const done = i % 4 === 0 ? recording.changes.length : random.between(0, recording.changes.length - 1);
    found.push(...(await tryState(recording, done, random)));
  }
  expect([...new Set(found)].slice(0, 20)).toEqual([]);
}

const STEPS = ["announcing a batch", "accepting a batch", "committing items", "finishing a batch", "beginning another generation", "committing items again", "finishing again"];
for (const [i, what] of STEPS.entries()) {
  rowTest(7, `whatever part of the unsynced a disk keeps while ${what}, nothing promised is lost`, missing, () => tryStates(made.scenes[i] as Scene));
}
