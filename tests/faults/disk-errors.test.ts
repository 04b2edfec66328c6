import { expect } from "@jest/globals";
import { FULL, sample } from "@symphony/test-support/scale";
import { reasonWithoutStrace } from "./machine/strace.ts";
import { crashPointsOf, runStep } from "./steps/run-step.ts";
import type { Call } from "./steps/run-step.ts";
import { copyOf, PEOPLE_SCENARIOS, removeCopy, SCENARIO_NAMES, verify } from "./steps/scenarios.ts";
import type { ScenarioName } from "./steps/scenarios.ts";
import { withScenarios } from "./steps/with-scenarios.ts";
import { faultTest } from "./support/fault-test.ts";

const POINTS_MOST = 3;
const missing = reasonWithoutStrace();
const prepared = withScenarios(missing);

/** Makes each call fail in turn: the step must report it, and the disk must hold what was acknowledged before. */
async function failEveryCall(name: ScenarioName, calls: readonly Call[], errno: string): Promise<void> {
  const { steps, scenarios } = prepared;
  const scenario = scenarios.get(name);
  const probe = await copyOf(scenario);
  const all = await crashPointsOf(steps.file, scenario.step, probe);
  const points = all.filter(({ call }) => calls.includes(call));
  await removeCopy(probe);
  expect(points.length).toBeGreaterThan(0);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scenario);
    const { acknowledged } = await runStep(steps.file, scenario.step, root, `${call}:error=${errno}:when=${n}`);
    if (acknowledged && call === "fsync") found.push(`${call} ${n}: the step was acknowledged`);
    const violations = await verify(scenario, root, acknowledged, !acknowledged);
    found.push(...violations.map((sentence) => `${call} ${n}: ${sentence}`));
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

/** Results are stored in the same way in every run, and a removal acknowledges nothing. */
const LEFT_OUT: readonly ScenarioName[] = [
  "storing results of a retry",
  "removing a batch",
  // A quick campaign has enough with those that every batch goes through.
  ...(FULL ? [] : PEOPLE_SCENARIOS),
];
const SYNCED = SCENARIO_NAMES.filter((name) => !LEFT_OUT.includes(name));
for (const name of SYNCED)
  faultTest(8, `a failed sync while ${name} is reported, and the step is not acknowledged`, missing, () =>
    failEveryCall(name, ["fsync"], "EIO"),
  );
faultTest(9, "a disk that is full at any call of accepting a batch keeps nothing of it", missing, () =>
  failEveryCall("accepting a batch", ["mkdir", "rename"], "ENOSPC"),
);
