import { afterAll, beforeAll } from "@jest/globals";
import { makeScenarios } from "./scenarios.ts";
import { buildSteps } from "./strace.ts";

interface Made {
  steps: Awaited<ReturnType<typeof buildSteps>>;
  made: Awaited<ReturnType<typeof makeScenarios>>;
}

/** Steps and scenes for the tests of a file, made before the first and removed after the last; not made where they cannot be used. */
export function withScenarios(missing: string | undefined): Made {
  const held = {} as Made;
  beforeAll(async () => {
    if (missing !== undefined) return;
    [held.steps, held.made] = await Promise.all([buildSteps(), makeScenarios()]);
  });
  afterAll(async () => {
    await held.steps?.remove();
    await held.made?.remove();
  });
  return held;
}
