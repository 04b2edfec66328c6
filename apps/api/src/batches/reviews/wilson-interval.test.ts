import { expect, test } from "@jest/globals";
import { wilsonInterval } from "./wilson-interval.ts";

test.each([
  [0, 10, 0, 0.2775],
  [1, 10, 0.0179, 0.4042],
  [2, 100, 0.0055, 0.07],
  [10, 10, 0.7225, 1],
])("%d of %d: the published bounds", (hits, size, low, high) => {
  const interval = wilsonInterval(hits, size);
  expect(interval.error_rate).toBe(hits / size);
  expect(interval.low).toBeCloseTo(low, 4);
  expect(interval.high).toBeCloseTo(high, 4);
});

test("nothing is known of an empty sample", () => {
  expect(wilsonInterval(0, 0)).toEqual({ error_rate: null, low: null, high: null });
});
