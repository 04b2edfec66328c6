import { expect, test } from "@jest/globals";
import { decide } from "./decide.ts";
import type { StageFinding } from "./decide.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const finding = (stage: string, confidence: number): StageFinding => ({ stage, confidence, box });
const thresholds: Record<string, number> = { first: 0.35, second: 0.8 };
const decided = (...findings: StageFinding[]): unknown => {
  const {
    verdict,
    detected_by,
    confidence,
    box: decisive,
    near_miss,
  } = decide(findings, (stage) => thresholds[stage]!);
  return [verdict, detected_by, confidence, decisive !== null, near_miss?.stage ?? null];
};

test.each<[string, StageFinding[], unknown]>([
  ["no findings are an invalid image without a closest match", [], ["Invalid", null, null, false, null]],
  ["a finding at the threshold decides", [finding("first", 0.35)], ["Valid", "first", 0.35, true, null]],
  [
    "a finding below its own threshold does not, although it reaches another stage's",
    [finding("second", 0.7)],
    ["Invalid", null, 0.7, false, "second"],
  ],
  [
    "the first stage that reaches its threshold decides, not the surest",
    [finding("first", 0.4), finding("second", 0.9)],
    ["Valid", "first", 0.4, true, null],
  ],
  [
    "a later stage decides when an earlier one found too little",
    [finding("first", 0.2), finding("second", 0.9)],
    ["Valid", "second", 0.9, true, null],
  ],
  [
    "the best finding is the closest match",
    [finding("first", 0.3), finding("second", 0.1)],
    ["Invalid", null, 0.3, false, "first"],
  ],
  [
    "of equal findings the earlier stage's is the closest match",
    [finding("first", 0.2), finding("second", 0.2)],
    ["Invalid", null, 0.2, false, "first"],
  ],
])("%s", (_what, findings, expected) => {
  expect(decided(...findings)).toEqual(expected);
});
