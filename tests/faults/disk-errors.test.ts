import { expect } from "@jest/globals";
import { faultTest } from "./support/fault-test.ts";
import { verify, copyOf, removeCopy, SCENARIO_NAMES } from "./support/scenarios.ts";
import type { ScenarioName } from "./support/scenarios.ts";
import { sample } from "./support/scale.ts";
import { pointsOf, reasonWithoutStrace, runStep } from "./support/strace.ts";
import { withScenarios } from "./support/with-scenarios.ts";
import type { Call } from "./support/strace.ts";

const POINTS_MOST = 5;
const missing = reasonWithoutStrace();
const scenarios = withScenarios(missing);

/** Has the n-th call fail, for every n: the step must say so, and the disk must hold what was promised before. */
async function failEvery(name: ScenarioName, calls: readonly Call[], errno: string): Promise<void> {
  const scenario = scenarios.made.scenario(name);
  const probe = await copyOf(scenario);
  const points = (await pointsOf(scenarios.steps.file, scenario.step, probe)).filter(({ call }) =>
    calls.includes(call),
  );
  await removeCopy(probe);
  const found: string[] = [];
  for (const { call, n } of sample(points, POINTS_MOST)) {
    const root = await copyOf(scenario);
    const { acknowledged } = await runStep(
      scenarios.steps.file,
      scenario.step,
      root,
      `${call}:error=${errno}:when=${n}`,
    );
    if (acknowledged && call === "fsync") found.push(`${call} ${n}: acknowledged all the same`);
    found.push(
      ...(await verify(scenario, root, acknowledged, !acknowledged)).map((sentence) => `${call} ${n}: ${sentence}`),
    );
    await removeCopy(root);
  }
  expect(found).toEqual([]);
}

/** Committing goes the same way in every generation; removing promises nothing. */
const SYNCED = SCENARIO_NAMES.filter(
  (name) => name !== "committing items of another generation" && name !== "removing a batch",
);
for (const name of SYNCED)
  faultTest(8, `a sync that fails while ${name} is told, and nothing is promised`, missing, () =>
    failEvery(name, ["fsync"], "EIO"),
  );
faultTest(9, "a disk that is full at any call of accepting leaves nothing behind", missing, () =>
  failEvery("accepting a batch", ["mkdir", "rename"], "ENOSPC"),
);
