import { afterAll, beforeAll } from "@jest/globals";
import { buildSteps } from "./build-steps.ts";
import type { StepProgram } from "./build-steps.ts";
import { makeScenarios } from "./scenarios.ts";
import type { Scenarios } from "./scenarios.ts";

export interface Prepared {
  steps: StepProgram;
  scenarios: Scenarios;
}

/** The step program and the scenarios for the tests of a file. Nothing is built where the tests are skipped. */
export function withScenarios(missing: string | undefined): Prepared {
  const prepared = {} as Prepared;
  beforeAll(async () => {
    if (missing !== undefined) return;
    [prepared.steps, prepared.scenarios] = await Promise.all([buildSteps(), makeScenarios()]);
  });
  afterAll(async () => {
    await prepared.steps?.remove();
    await prepared.scenarios?.remove();
  });
  return prepared;
}
