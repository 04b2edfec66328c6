import { expect } from "@jest/globals";
import { FULL, sample } from "@symphony/test-support/scale";
import { anyMoment, digestOf, everyMoment, stateAt, tryState } from "./crash-model/disk-states.ts";
import type { DiskState } from "./crash-model/disk-states.ts";
import { record } from "./crash-model/recording.ts";
import type { Recording } from "./crash-model/recording.ts";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { PEOPLE_SCENARIOS, SAMPLED_PEOPLE_SCENARIOS, SCENARIO_NAMES } from "./steps/scenarios.ts";
import type { Scenario } from "./steps/scenarios.ts";
import { LIFE } from "./steps/steps.ts";
import { withScenarios } from "./steps/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";
import { createRandom } from "./support/random.ts";

/** Most states of a step, and of the whole life. All are different; a step that changes little has fewer. */
const STATES_MOST = FULL ? { step: 3_000, people: 3_000, life: 92_000 } : { step: 12, people: 3, life: 60 };
/** Random states in a row that were known already, before there are taken to be no more. */
const REPEATS_MOST = 2_000;
const LIFE_TIMEOUT_MS = 14_400_000;
const STATES_AT_ONCE = 8;
const SEED = 7;
const missing = reasonWithoutStrace();
const prepared = withScenarios(missing);
let tried = 0;

/**
 * In a full campaign every moment with each change lost or kept alone, and many random ones; otherwise a few of both.
 * No two states are the same.
 */
function* statesOf(recording: Recording, most: number): Generator<DiskState> {
  const random = createRandom(SEED);
  const seen = new Set<string>();
  const isNew = (state: DiskState): boolean => seen.size < seen.add(digestOf(state)).size;
  for (const moment of sample(everyMoment(recording), most / 2)) {
    const state = stateAt(recording, moment, random);
    if (isNew(state)) yield state;
  }
  for (let repeats = 0; seen.size < most && repeats < REPEATS_MOST; repeats += 1) {
    const state = stateAt(recording, anyMoment(recording, random), random);
    if (!isNew(state)) continue;
    repeats = 0;
    yield state;
  }
}

async function tryStates(scenario: Scenario, most: number): Promise<void> {
  const recording = await record(prepared.steps.file, scenario);
  const parts = scenario.step === "live" ? LIFE.length : 1;
  expect(recording.changes.filter(({ kind }) => kind === "done")).toHaveLength(parts);
  const found: string[] = [];
  let group: DiskState[] = [];
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

const STEP_NAMES = SCENARIO_NAMES.filter((each) => each !== "removing a batch" && !PEOPLE_SCENARIOS.includes(each));
for (const name of [...STEP_NAMES, ...SAMPLED_PEOPLE_SCENARIOS]) {
  faultTest(7, `a disk that keeps any part of the unsynced writes of ${name} loses nothing acknowledged`, missing, () =>
    tryStates(prepared.scenarios.get(name), PEOPLE_SCENARIOS.includes(name) ? STATES_MOST.people : STATES_MOST.step),
  );
}

faultTest(
  7,
  "the same for the whole life of a batch, in which unsynced writes of one step last into the next",
  missing,
  () => tryStates(prepared.scenarios.wholeLife, STATES_MOST.life),
  LIFE_TIMEOUT_MS,
);

faultTest(7, "enough different states of the disk were tried", missing, async () => {
  console.log(`${tried} states of a disk were tried`);
  expect(tried).toBeGreaterThanOrEqual(FULL ? 100_000 : 140);
});
