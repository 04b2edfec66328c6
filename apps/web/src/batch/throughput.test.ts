import { expect, test } from "@jest/globals";
import { createPace } from "./throughput.ts";

test("the pace is what lately was, and unknown at first", () => {
  const pace = createPace();
  pace.note(0, 0);
  expect(pace.perSecond(500)).toBeUndefined();
  expect(pace.perSecond(1_500)).toBeUndefined();
  pace.note(20, 2_000);
  expect(pace.perSecond(2_000)).toBe(10);
  for (let second = 3; second <= 40; second += 1) pace.note(20 + second * 100, second * 1_000);
  expect(pace.perSecond(40_000)).toBeCloseTo(100, 0);
});

test("it falls while nothing comes, and begins anew when the failed ones run again", () => {
  const pace = createPace();
  pace.note(0, 0);
  pace.note(100, 1_000);
  expect(pace.perSecond(10_000)).toBe(10);
  pace.note(90, 11_000);
  expect(pace.perSecond(11_500)).toBeUndefined();
});
