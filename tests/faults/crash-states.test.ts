import { afterAll, beforeAll, expect } from "@jest/globals";
import { anyMoment, digestOf, everyMoment, record, stateAt, tryState } from "./support/crash-model.ts";
import type { State } from "./support/crash-model.ts";
import { createRandom } from "./support/random.ts";
import { rowTest } from "./support/row-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { makeScenes, SCENE_NAMES } from "./support/scenes.ts";
import type { SceneName } from "./support/scenes.ts";
import { buildSteps, reasonWithoutStrace } from "./support/strace.ts";

/** States of one step at the most, no two alike; by chance there are fewer where a step changes little. */
const STATES_MOST = FULL ? 18_000 : 150;
/** Draws in a row that bring nothing new. */
const IN_VAIN_MOST = 2_000;
const STATES_AT_ONCE = 8;
const SEED = 7;
const missing = reasonWithoutStrace();
let steps: Awaited<ReturnType<typeof buildSteps>>;
let made: Awaited<ReturnType<typeof makeScenes>>;
let tried = 0;

beforeAll(async () => {
  if (missing !== undefined) return;
  [steps, made] = await Promise.all([buildSteps(), makeScenes()]);
});
afterAll(async () => {
  await steps?.remove();
  await made?.remove();
});

/** Of a full campaign every moment with each change lost or kept alone, and many by chance; else a few of both. */
async function tryStates(name: SceneName): Promise<void> {
  const recording = await record(steps.file, made.scene(name));
  expect(recording).toMatchObject({ acknowledged: true });
  const random = createRandom(SEED);
  const states = new Map<string, State>();
  const add = (moment: ReturnType<typeof anyMoment>): boolean => {
    const state = stateAt(recording, moment, random);
    const digest = digestOf(state);
    return !states.has(digest) && states.set(digest, state) !== undefined;
  };
  for (const moment of sample(everyMoment(recording), STATES_MOST / 2)) add(moment);
  for (let inVain = 0; states.size < STATES_MOST && inVain < IN_VAIN_MOST; ) inVain = add(anyMoment(recording, random)) ? 0 : inVain + 1;
  const found: string[] = [];
  for (const queue = [...states.values()]; queue.length > 0; ) {
    found.push(...(await Promise.all(queue.splice(0, STATES_AT_ONCE).map((state) => tryState(recording, state)))).flat());
  }
  tried += states.size;
  expect([...new Set(found)].slice(0, 20)).toEqual([]);
}

for (const name of SCENE_NAMES.filter((each) => each !== "removing a batch")) {
  rowTest(7, `whatever part of the unsynced a disk keeps while ${name}, nothing promised is lost`, missing, () => tryStates(name));
}

rowTest(7, `and there were enough of such states to look at`, missing, async () => {
  console.log(`${tried} states of a disk were tried`);
  expect(tried).toBeGreaterThanOrEqual(FULL ? 100_000 : 800);
});
