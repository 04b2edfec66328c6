import { expect, test } from "@jest/globals";
import { confidenceOf, readingDecides } from "./calibration.ts";

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

test("a clear reading is not overruled by the classifier", () => {
  expect(confidence(0, 0.4, -9)).toBe(confidence(0, 0.4, -1.5));
  expect(confidence(0, 0.4, -9)).toBeGreaterThan(0.5);
});

test("a certain detector does not decide alone", () => {
  expect(confidence(-8, 1)).toBeLessThan(0.1);
});

test.each([
  ["may save a proposal that is not accepted unread", 0, true],
  ["is of no use where the other signs are enough", 20, false],
  ["is of no use where the clearest is not enough", -8, false],
])("a reading %s", (_when, likeness, decides) => {
  const score = decides ? 0.4 : 0.05;
  expect(readingDecides({ alignment: -4, score, likeness }, calibration, 0.5)).toBe(decides);
});
