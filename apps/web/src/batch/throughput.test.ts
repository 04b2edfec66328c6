import { expect, test } from "@jest/globals";
import { createThroughput } from "./throughput.ts";

test("the rate is that of the last seconds, and unknown at first", () => {
  const throughput = createThroughput();
  throughput.record(0, 0);
  expect(throughput.perSecond(500)).toBeUndefined();
  expect(throughput.perSecond(1_500)).toBeUndefined();
  throughput.record(20, 2_000);
  expect(throughput.perSecond(2_000)).toBe(10);
  for (let second = 3; second <= 40; second += 1) throughput.record(20 + second * 100, second * 1_000);
  expect(throughput.perSecond(40_000)).toBeCloseTo(100, 0);
});

test("the rate falls without progress, and is measured again when failed items are retried", () => {
  const throughput = createThroughput();
  throughput.record(0, 0);
  throughput.record(100, 1_000);
  expect(throughput.perSecond(10_000)).toBe(10);
  throughput.record(90, 11_000);
  expect(throughput.perSecond(11_500)).toBeUndefined();
});
