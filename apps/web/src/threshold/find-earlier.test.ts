import { expect, test } from "@jest/globals";
import type { Run } from "@symphony/contract";
import { earlierThresholds } from "./find-earlier.ts";

const runOf = (run: number, threshold: number | null, thresholds: Record<string, number> = {}): Run => ({
  run,
  threshold,
  thresholds,
  started_at: null,
  completed_at: `2026-10-12T08:0${run}:00.000Z`,
  items: 1,
  counts: null,
  changed: null,
  model: null,
});

test("each earlier threshold once, that of the model among them, without the one that is used now", () => {
  const runs = [runOf(0, null, { logo: 0.65, read: 0.5 }), runOf(1, 0.3), runOf(2, 0.5), runOf(3, 0.3), runOf(4, 0.7)];
  expect(earlierThresholds(runs, 0.7).map(({ run, threshold }) => [run, threshold])).toEqual([
    [3, 0.3],
    [2, 0.5],
  ]);
  expect(earlierThresholds(runs.slice(0, 2), 0.3).map(({ threshold }) => threshold)).toEqual([0.5]);
});

test("nothing is known of a batch that has no earlier run, or of which no thresholds were recorded", () => {
  expect(earlierThresholds([runOf(0, null, { logo: 0.5 })], 0.5)).toEqual([]);
  expect(earlierThresholds([runOf(0, null), runOf(1, 0.5)], 0.5)).toEqual([]);
});
