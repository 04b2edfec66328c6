import { expect, test } from "@jest/globals";
import { confidenceOf } from "./calibration.ts";

const calibration = { intercept: 3, reading: 2, proposal: 1 };

test("0.5 means that both signs together are even odds", () => {
  expect(confidenceOf(-1.5, 0.5, calibration)).toBeCloseTo(0.5, 10);
});

test("the confidence grows with the reading and with the score of the proposal", () => {
  expect(confidenceOf(-1, 0.5, calibration)).toBeGreaterThan(confidenceOf(-2, 0.5, calibration));
  expect(confidenceOf(-1.5, 0.6, calibration)).toBeGreaterThan(confidenceOf(-1.5, 0.2, calibration));
});

test("a certain detector does not decide alone", () => {
  expect(confidenceOf(-8, 1, calibration)).toBeLessThan(0.1);
});
