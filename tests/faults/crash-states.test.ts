import { afterAll, beforeAll, expect } from "@jest/globals";
import { anyMoment, everyMoment, record, tryState } from "./support/crash-model.ts";
import { createRandom } from "./support/random.ts";
import { rowTest } from "./support/row-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { makeScenes } from "./support/scenes.ts";
import type { Scene } from "./support/scenes.ts";
import { buildSteps, reasonWithoutStrace } from "./support/strace.ts";

const STATES = FULL ? 1_000 : 15;
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

/** Of a full campaign every moment with each change lost or kept alone, and many by chance; else a few of both. */
async function tryStates(scene: Scene): Promise<void> {
  const recording = await record(steps.file, scene);
  expect(recording).toMatchObject({ acknowledged: true });
  const random = createRandom(SEED);
  const moments = [...sample(everyMoment(recording), STATES), ...Array.from({ length: STATES }, () => anyMoment(recording, random))];
  const found: string[] = [];
  for (const moment of moments) found.push(...(await tryState(recording, moment, random)));
  expect([...new Set(found)].slice(0, 20)).toEqual([]);
}

const STEPS = ["announcing a batch", "accepting a batch", "committing items", "finishing a batch", "beginning another generation", "committing items again", "finishing again"];
for (const [i, what] of STEPS.entries()) {
  rowTest(7, `whatever part of the unsynced a disk keeps while ${what}, nothing promised is lost`, missing, () => tryStates(made.scenes[i] as Scene));
}
