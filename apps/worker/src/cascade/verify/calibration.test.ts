import { expect, test } from "@jest/globals";
import { confidenceOf } from "./calibration.ts";

const calibration = { intercept: 3, reading: 2, proposal: 1, likeness: 0.5 };
const confidence = (alignment: number, score: number, likeness = 0): number =>
  confidenceOf({ alignment, score, likeness }, calibration);

test("0.5 means that both signs together are even odds", () => {
  expect(confidence(-1.5, 0.5)).toBeCloseTo(0.5, 10);
});

test("the confidence grows with the reading, the score of the proposal and the likeness", () => {
  expect(confidence(-1, 0.5)).toBeGreaterThan(confidence(-2, 0.5));
  expect(confidence(-1.5, 0.5, 2)).toBeGreaterThan(confidence(-1.5, 0.5, -2));
  expect(confidence(-1.5, 0.6)).toBeGreaterThan(confidence(-1.5, 0.2));
});

test("a certain detector does not decide alone", () => {
  expect(confidence(-8, 1)).toBeLessThan(0.1);
});
