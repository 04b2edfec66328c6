import { expect } from "@jest/globals";
import { record } from "./support/crash-model.ts";
import type { Recording } from "./support/crash-model.ts";
import { anyMoment, digestOf, everyMoment, stateAt, tryState } from "./support/disk-states.ts";
import type { State } from "./support/disk-states.ts";
import { createRandom } from "./support/random.ts";
import { faultTest } from "./support/fault-test.ts";
import { FULL, sample } from "./support/scale.ts";
import { SCENARIO_NAMES } from "./support/scenarios.ts";
import type { Scenario } from "./support/scenarios.ts";
import { reasonWithoutStrace } from "./support/strace.ts";
import { withScenarios } from "./support/with-scenarios.ts";

/** States at the most, no two alike; a single step that changes little has fewer. */
const STATES_MOST = FULL ? { step: 3_000, life: 92_000 } : { step: 40, life: 600 };
/** Draws in a row that bring nothing new. */
const IN_VAIN_MOST = 2_000;
const LIFE_TIMEOUT_MS = 7_200_000;
const STATES_AT_ONCE = 8;
const SEED = 7;
const missing = reasonWithoutStrace();
const scenarios = withScenarios(missing);
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

async function tryStates(scenario: Scenario, most: number): Promise<void> {
  const recording = await record(scenarios.steps.file, scenario);
  expect(recording.changes.filter(({ kind }) => kind === "done")).toHaveLength(scenario.step === "live" ? 9 : 1);
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

for (const name of SCENARIO_NAMES.filter((each) => each !== "removing a batch")) {
  faultTest(7, `whatever part of the unsynced a disk keeps while ${name}, nothing promised is lost`, missing, () =>
    tryStates(scenarios.made.scenario(name), STATES_MOST.step),
  );
}

faultTest(
  7,
  "nor while it lives from start to end, with what one step left unsynced still open in the next",
  missing,
  () => tryStates(scenarios.made.wholeLife, STATES_MOST.life),
  LIFE_TIMEOUT_MS,
);

faultTest(7, "and there were enough of such states to look at", missing, async () => {
  console.log(`${tried} states of a disk were tried`);
  expect(tried).toBeGreaterThanOrEqual(FULL ? 100_000 : 800);
});
