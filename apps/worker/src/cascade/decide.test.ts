import { expect, test } from "@jest/globals";
import { decide } from "./decide.ts";
import type { StageFinding } from "./decide.ts";

const far = { x1: 50, y1: 50, x2: 60, y2: 60 };

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

const detectionsOf = (...findings: StageFinding[]): unknown =>
  decide(findings, (stage) => thresholds[stage]!).detections.map(({ stage, confidence }) => [stage, confidence]);

test("every place above its threshold is a detection, once, the deciding one first", () => {
  const [deciding, other] = [finding("first", 0.4), { ...finding("first", 0.9), box: far }];
  expect(detectionsOf(deciding, finding("first", 0.38), other, finding("second", 0.85))).toEqual([
    ["first", 0.4],
    ["first", 0.9],
  ]);
  expect(detectionsOf(finding("first", 0.2), finding("second", 0.7))).toEqual([]);
});

test("a proposal does not decide below the threshold of its own stage, however low the override", () => {
  const proposal = { ...finding("first", 0.5), decides_from: 0.65 };
  expect(decide([proposal], () => 0.1)).toMatchObject({
    verdict: "Invalid",
    near_miss: finding("first", 0.5),
    threshold: 0.65,
  });
  expect(decide([{ ...proposal, confidence: 0.7 }], () => 0.1)).toMatchObject({ verdict: "Valid", threshold: 0.65 });
});

test("the closest match of a place that was verified is the verification", () => {
  const proposal = { ...finding("first", 0.5), decides_from: 0.65, reason: "unlike" as const };
  const verified = { ...finding("second", 0.1), reason: "unlike" as const };
  expect(decide([proposal, verified], (stage) => thresholds[stage]!)).toMatchObject({
    near_miss: verified,
    confidence: 0.1,
  });
});
