import { expect, test } from "@jest/globals";
import { sigmoid } from "../../apps/worker/src/cascade/verify/calibration.ts";
import { fitCalibration, reliabilityTable } from "./fit.ts";
import type { Sample } from "./fit.ts";

/** Samples on a grid: so many marks at each point as the true weights say. */
const grid: Sample[] = [];
for (let alignment = -5; alignment <= -1; alignment += 0.5) {
  for (const score of [0.2, 0.35, 0.5, 0.65]) {
    const odds = sigmoid(6 + 2 * alignment + Math.log(score / (1 - score)));
    for (let i = 0; i < 100; i += 1) grid.push({ score, alignment, likeness: 0, isMark: (i + 0.5) / 100 < odds });
  }
}

test("the weights that the samples were made with are found again, up to the balance of the classes", () => {
  const { reading, proposal } = fitCalibration(grid);
  expect(reading).toBeGreaterThan(1.8);
  expect(reading).toBeLessThan(2.2);
  expect(proposal).toBeGreaterThan(0.7);
  expect(proposal).toBeLessThan(1.3);
});

test("separable samples give finite weights", () => {
  const samples = [-1, -2, -4, -5].map((alignment) => ({ score: 0.3, likeness: 0, alignment, isMark: alignment > -3 }));
  const { intercept, reading } = fitCalibration(samples);
  expect(Number.isFinite(intercept)).toBe(true);
  expect(reading).toBeGreaterThan(0);
});

test("the table counts proposals and marks in tenths", () => {
  const samples = [
    { score: 0.5, likeness: 0, alignment: -0.1, isMark: true },
    { score: 0.5, likeness: 0, alignment: -9, isMark: false },
  ];
  const table = reliabilityTable(samples, { intercept: 3, reading: 1, proposal: 1, likeness: 0 });
  expect(table).toContain("| 0.0 to 0.1 | 1 | 0 |");
  expect(table).toContain("| 0.9 to 1.0 | 1 | 1 |");
});
