import { expect } from "@jest/globals";
import { record } from "./support/crash-model.ts";
import type { Recording } from "./support/crash-model.ts";
import { anyMoment, digestOf, everyMoment, stateAt, tryState } from "./support/disk-states.ts";
import type { State } from "./support/disk-states.ts";
import { createRandom } from "./support/random.ts";
import { rowTest } from "./support/row-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { SCENE_NAMES } from "./support/scenes.ts";
import type { Scene } from "./support/scenes.ts";
import { reasonWithoutStrace } from "./support/strace.ts";
import { withScenes } from "./support/with-scenes.ts";

/** States at the most, no two alike; a single step that changes little has fewer. */
const STATES_MOST = FULL ? { step: 3_000, life: 92_000 } : { step: 40, life: 600 };
/** Draws in a row that bring nothing new. */
const IN_VAIN_MOST = 2_000;
const LIFE_TIMEOUT_MS = 7_200_000;
const STATES_AT_ONCE = 8;
const SEED = 7;
const missing = reasonWithoutStrace();
const scenes = withScenes(missing);
let tried = 0;

/** Of a full campaign every moment with each change lost or kept alone, and many by chance; else a few of both. No two are alike. */
function* statesOf(recording: Recording, most: number): Generator<State> {
  const random = createRandom(SEED);
  const seen = new Set<string>();
  const isNew = (state: State): boolean => seen.size < seen.add(digestOf(state)).size;
  for (const moment of sample(everyMoment(recording), most / 2)) {
    const state = stateAt(recording, moment, random);
    if (isNew(state)) yield state;
  }
  for (let inVain = 0; seen.size < most && inVain < IN_VAIN_MOST; inVain += 1) {
    const state = stateAt(recording, anyMoment(recording, random), random);
    if (!isNew(state)) continue;
    inVain = 0;
    yield state;
  }
}

async function tryStates(scene: Scene, most: number): Promise<void> {
  const recording = await record(scenes.steps.file, scene);
  expect(recording.changes.filter(({ kind }) => kind === "done")).toHaveLength(scene.step === "live" ? 9 : 1);
  const found: string[] = [];
  let group: State[] = [];
  const tryGroup = async (): Promise<void> => {
    found.push(...(await Promise.all(group.map((state) => tryState(recording, state)))).flat());
    tried += group.length;
    group = [];
  };
  for (const state of statesOf(recording, most)) {
    group.push(state);
    if (group.length === STATES_AT_ONCE) await tryGroup();
  }
  await tryGroup();
  expect([...new Set(found)].slice(0, 20)).toEqual([]);
}

for (const name of SCENE_NAMES.filter((each) => each !== "removing a batch")) {
  rowTest(7, `whatever part of the unsynced a disk keeps while ${name}, nothing promised is lost`, missing, () =>
    tryStates(scenes.made.scene(name), STATES_MOST.step),
  );
}

rowTest(
  7,
  "nor while it lives from start to end, with what one step left unsynced still open in the next",
  missing,
  () => tryStates(scenes.made.wholeLife, STATES_MOST.life),
  LIFE_TIMEOUT_MS,
);

rowTest(7, "and there were enough of such states to look at", missing, async () => {
  console.log(`${tried} states of a disk were tried`);
  expect(tried).toBeGreaterThanOrEqual(FULL ? 100_000 : 800);
});
