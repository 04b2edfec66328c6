import { confidenceOf, logit, sigmoid, signsOf } from "../../apps/worker/src/cascade/verify/calibration.ts";
import type { Calibration, Evidence } from "../../apps/worker/src/cascade/verify/calibration.ts";

/** A proposal that was read. */
export interface Sample extends Evidence {
  isMark: boolean;
}

const ROUNDS = 50;
/** Penalty on the weights: keeps them finite where the samples are separable. */
const RIDGE = 0.3;
/** Of the proposals in ordinary photos so many are the mark. In the samples there are more. */
const MARK_SHARE = 0.1;
/** Intercept, reading, proposal, likeness. */
const COLUMNS = [0, 1, 2, 3];

/**
 * Logistic regression by Newton's method. The intercept is corrected for the share of marks among the samples (King
 * and Zeng, "Logistic Regression in Rare Events Data", 2001), so that 0.5 means even odds among the proposals of
 * ordinary photos.
 */
export function fitCalibration(samples: readonly Sample[]): Calibration {
  const rows = samples.map((sample) => ({
    x: signsOf(sample),
    y: sample.isMark ? 1 : 0,
    weight: 1 / samples.length,
  }));
  let weights = [0, 0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const gradient = weights.map((weight) => (-RIDGE / samples.length) * weight);
    const hessian = COLUMNS.map((i) => COLUMNS.map((j) => (i === j ? RIDGE / samples.length : 0)));
    for (const { x, y, weight } of rows) {
      const p = sigmoid(dot(x, weights));
      for (let i = 0; i < COLUMNS.length; i += 1) {
        gradient[i]! += weight * (y - p) * x[i]!;
        for (let j = 0; j < COLUMNS.length; j += 1) hessian[i]![j]! += weight * p * (1 - p) * x[i]! * x[j]!;
      }
    }
    const step = solve(hessian, gradient);
    weights = weights.map((weight, i) => weight + step[i]!);
  }
  const [intercept, reading, proposal, likeness] = weights as [number, number, number, number];
  const marks = samples.filter(({ isMark }) => isMark).length;
  const surplus = Math.log(marks / (samples.length - marks)) - logit(MARK_SHARE);
  return { intercept: intercept - surplus, reading, proposal, likeness };
}

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Solves a small system of linear equations by Gauss's elimination with pivots. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, i) => [...row, right[i]!]);
  for (let i = 0; i < rows.length; i += 1) {
    const pivot = rows.slice(i).reduce((best, row) => (Math.abs(row[i]!) > Math.abs(best[i]!) ? row : best), rows[i]!);
    rows.splice(rows.indexOf(pivot), 1);
    rows.splice(i, 0, pivot);
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j += 1) row[j]! -= factor * pivot[j]!;
    }
  }
  return rows.map((row, i) => row.at(-1)! / row[i]!);
}

/** Share of marks among the samples whose confidence lies in each tenth, as a Markdown table. */
export function reliabilityTable(samples: readonly Sample[], calibration: Calibration): string {
  const tenth = (sample: Sample): number => Math.min(9, Math.floor(10 * confidenceOf(sample, calibration)));
  const rows = Array.from({ length: 10 }, (_, index) => {
    const own = samples.filter((sample) => tenth(sample) === index);
    const marks = own.filter(({ isMark }) => isMark).length;
    return `| ${(index / 10).toFixed(1)} to ${((index + 1) / 10).toFixed(1)} | ${own.length} | ${marks} |`;
  });
  return ["| confidence | proposals | marks |", "|---|---|---|", ...rows].join("\n");
}
