import { expect, test } from "@jest/globals";
import { backoffMs } from "./backoff.ts";

test("delays double up to a limit, and half of each is jitter", () => {
  expect([0, 1, 2, 9].map((attempt) => backoffMs(attempt, () => 0))).toEqual([250, 500, 1_000, 7_500]);
  expect([0, 1, 2, 9].map((attempt) => backoffMs(attempt, () => 1))).toEqual([500, 1_000, 2_000, 15_000]);
  expect(backoffMs(5_000, () => 1)).toBe(15_000);
});
