import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { repeatEvery } from "./repeat.ts";

test("work that waits is not begun once more, and one that fails is repeated", async () => {
  let begun = 0;
  let goOn = (): void => undefined;
  const errors: unknown[] = [];
  const repeated = repeatEvery(
    10,
    async () => {
      begun += 1;
      if (begun === 1) await new Promise<void>((resolve) => (goOn = resolve));
      throw new Error("away");
    },
    (error) => errors.push(error),
  );
  await sleep(100);
  expect([begun, errors.length]).toEqual([1, 0]);
  goOn();
  await sleep(100);
  repeated.stop();
  expect(begun).toBeGreaterThan(1);
  expect(errors.length).toBe(begun);
});
