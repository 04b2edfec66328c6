import { expect, test } from "@jest/globals";
import { calibrate } from "./calibrate.ts";

const images = (count: number, validUpTo: number, isValid: boolean) =>
  Array.from({ length: count }, () => ({ validUpTo, isValid }));

test("recommends the lowest threshold at which at most one in a hundred is accepted wrongly", () => {
  const { recommended, reviewed } = calibrate([
    ...images(150, 0.9, true),
    ...images(1, 0.8, false),
    ...images(49, 0.7, true),
    ...images(20, 0.4, false),
    ...images(5, -1, false),
  ]);
  expect(reviewed).toBe(225);
  expect(recommended).toMatchObject({ threshold: 0.7, wrongly_accepted: { rate: 1 / 200, of: 200 } });
  expect(recommended!.reviews_until_certain).toBeGreaterThan(300);
  expect(calibrate(images(400, 0.9, true)).recommended?.reviews_until_certain).toBe(0);
  expect(calibrate(images(10, 0.9, true)).recommended?.reviews_until_certain).toBe(371);
  expect(calibrate(images(10, 0.9, false)).recommended).toBeNull();
  expect(calibrate([]).recommended).toBeNull();
});

test("precision and recall by threshold, and how often a confidence is right", () => {
  const { thresholds, reliability } = calibrate([
    ...images(8, 0.95, true),
    ...images(2, 0.95, false),
    ...images(2, -1, true),
  ]);
  const at = thresholds.find(({ threshold }) => threshold === 0.5)!;
  expect([at.precision.rate, at.recall.rate]).toEqual([0.8, 0.8]);
  expect([at.precision.low!.toFixed(2), at.precision.high!.toFixed(2)]).toEqual(["0.49", "0.94"]);
  expect(reliability[9]!.valid).toMatchObject({ rate: 0.8, of: 10 });
  expect(reliability[0]!.valid).toEqual({ rate: null, low: null, high: null, of: 0 });
});
