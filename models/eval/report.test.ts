import { expect, test } from "@jest/globals";
import type { Measured } from "./measure.ts";
import { quantile, reportOf, scoreOf } from "./report.ts";

function row(label: string, detectedBy: string | null, box: number[] = []): Measured {
  const found = detectedBy !== null;
  const stage_ms: Record<string, number> = detectedBy === "fast" ? { fast: 10 } : { fast: 10, slow: 100 };
  const classification = {
    verdict: found ? ("Valid" as const) : ("Invalid" as const),
    confidence: found ? 0.9 : null,
    detected_by: detectedBy,
    box: found ? { x1: 0, y1: 0, x2: 10, y2: 10 } : null,
    near_miss: null,
    findings: [],
    brand: "Red",
    detections: [],
    threshold: 0.5,
    stages_left: 0,
    stage_ms,
  };
  return { file: `${label}.jpg`, label, box, classification, decodeMs: 5, totalMs: 20 };
}

test("the score counts found logos and false positives, and ignores other labels", () => {
  const rows = [
    row("logo", "fast"),
    row("logo", "slow"),
    row("logo", null),
    row("none", null),
    row("text", "slow"),
    row("tiny", null),
  ];
  expect(scoreOf(rows)).toEqual({ precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 });
  expect(scoreOf([row("none", null)])).toBeUndefined();
});

test("the report has the share of each stage and the names of wrong results", () => {
  const text = reportOf(
    [row("logo", "fast", [2, 2, 6, 6]), row("logo", "slow", [50, 50, 60, 60]), row("logo", null), row("none", null)],
    ["fast", "slow"],
  );
  expect(text).toContain("| logo | 3 | 2 | 1 | 20 / 20 |");
  expect(text).toContain("| fast | 100.0 % | 25.0 % | 0.0 % | 10 / 10 |");
  expect(text).toContain("| slow | 75.0 % | 25.0 % | 50.0 % | 100 / 100 |");
  expect(text).toContain("| all | 4 | 2 | | 20 / 20 |");
  expect(text).toContain("wrong: 1\n- logo.jpg: logo, classified as Invalid by no stage, confidence none");
});

test("a quantile is one of the values", () => {
  expect([quantile([3, 1, 2], 0.5), quantile([1, 2, 3, 4], 0.9), quantile([], 0.5)]).toEqual([2, 4, NaN]);
});
