import { describe, expect, test } from "@jest/globals";
import type { ResultRecord } from "@symphony/batch-store";
import type { ClosestMatch } from "@symphony/contract";
import { reevaluate } from "./reevaluate.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const finding = (stage: string, confidence: number): ClosestMatch => ({ stage, confidence, box });

function recordOf(
  deciding: ClosestMatch | null,
  findings: ClosestMatch[] | undefined,
  stages_left?: number,
  error = false,
): ResultRecord {
  const near = findings?.at(-1) ?? null;
  return {
    seq: 0,
    batch_id: "b",
    processed_at: "then",
    near_miss: deciding === null ? near : null,
    ...(findings === undefined ? {} : { findings, stages_left }),
    image: null,
    result: {
      Image_Path_or_URL: "a.jpg",
      Is_Valid: error ? "Error" : deciding === null ? "Invalid" : "Valid",
      Confidence: deciding?.confidence ?? near?.confidence ?? null,
      Detected_By: deciding?.stage ?? null,
      Bounding_Box: deciding?.box ?? null,
      Error: null,
      Error_Category: null,
      Processing_Ms: 7,
      Attempts: 1,
    },
  };
}
const [weak, sure] = [finding("first", 0.3), finding("second", 0.9)];
const outcomeOf = (previous: ResultRecord, threshold: number): unknown => {
  const record = reevaluate(previous, threshold);
  if (record === undefined) return "inspect";
  if (record.processed_at === previous.processed_at) {
    expect(record.result).toEqual(previous.result);
    return "carry over";
  }
  const { Is_Valid, Detected_By, Confidence } = record.result;
  return [Is_Valid, Detected_By, Confidence, record.near_miss?.stage ?? null];
};

test.each<[string, ResultRecord, number, unknown]>([
  ["a closest match becomes valid below it", recordOf(null, [weak], 0), 0.2, ["Valid", "first", 0.3, null]],
  [
    "the first stage that found enough decides, not the surest",
    recordOf(sure, [weak, sure], 0),
    0.2,
    ["Valid", "first", 0.3, null],
  ],
  ["a result that does not change is carried over", recordOf(sure, [weak, sure], 0), 0.8, "carry over"],
  [
    "when every stage ran, no image is inspected",
    recordOf(sure, [weak, sure], 0),
    0.95,
    ["Invalid", null, 0.9, "second"],
  ],
  ["when a stage has not run yet, the image is inspected", recordOf(weak, [weak], 1), 0.5, "inspect"],
  ["an image without findings stays invalid", recordOf(null, [], 0), 0, "carry over"],
  ["an error does not depend on thresholds", recordOf(null, [], 0, true), 0, "carry over"],
  ["a valid record of an older version is inspected above it", recordOf(sure, undefined), 0.95, "inspect"],
  ["a valid record of an older version is carried over below it", recordOf(sure, undefined), 0.5, "carry over"],
  [
    "a confidence is rounded as in every record",
    recordOf(null, [finding("first", 0.123456)], 0),
    0.1,
    ["Valid", "first", 0.1235, null],
  ],
])("%s", (_what, previous, threshold, expected) => {
  expect(outcomeOf(previous, threshold)).toEqual(expected);
});

const unlike = { ...finding("read", 0.3), reason: "unlike" as const };
const proposed = { ...finding("first", 0.5), decides_from: 0.65, reason: "unlike" as const };

test("a proposal that nobody verified stays one under a lower threshold, and a reason stays with its finding", () => {
  const previous = { ...recordOf(null, [proposed, unlike], 0), brand: "Red" };
  const record = reevaluate(previous, 0.4);
  expect(record).toMatchObject({ near_miss: unlike, threshold: 0.4, detections: [], result: { Is_Valid: "Invalid" } });
});

test("all findings that reach a lower threshold become detections, and they are closest matches again above it", () => {
  const elsewhere = { ...finding("read", 0.25), box: { x1: 50, y1: 50, x2: 60, y2: 60 } };
  const lower = reevaluate({ ...recordOf(null, [proposed, unlike, elsewhere], 0), brand: "Red" }, 0.2)!;
  expect(lower.result).toMatchObject({ Is_Valid: "Valid", Detected_By: "read", Confidence: 0.3 });
  expect(lower.detections).toEqual([
    { brand: "Red", stage: "read", confidence: 0.3, box },
    { brand: "Red", stage: "read", confidence: 0.25, box: elsewhere.box },
  ]);
  expect(reevaluate(lower, 0.6)).toMatchObject({ near_miss: unlike, detections: [], result: { Is_Valid: "Invalid" } });
});

describe("of several brands", () => {
  const brandOf = (name: string) => ({ name, version: 1, verdict: "Invalid" as const, stages_left: 0 });
  const found = (brand: string, confidence: number) => ({ ...finding("artwork", confidence), brand });
  const previous: ResultRecord = {
    ...recordOf(found("A", 0.3), [found("A", 0.3), found("B", 0.2), found("B", 0.9)], 0),
    brand: "A",
    brands: [brandOf("A"), brandOf("B")],
  };

  test("a result that hangs on another brand is not the earlier one, though the same stage decided", () => {
    const surer = { ...previous, findings: [found("A", 0.7), found("B", 0.6)], brand: "A" };
    surer.result = { ...surer.result, Confidence: 0.7 };
    expect(reevaluate(surer, 0.5)).toMatchObject({ brand: "B", result: { Is_Valid: "Valid", Confidence: 0.6 } });
  });

  test("a closest match of another brand gives its confidence", () => {
    const invalid = recordOf(null, [found("A", 0.9), found("B", 0.8)], 0);
    const both = { ...invalid, brand: "A", brands: previous.brands };
    both.result = { ...both.result, Confidence: 0.9 };
    expect(reevaluate(both, 0.95)).toMatchObject({ brand: "B", result: { Is_Valid: "Invalid", Confidence: 0.8 } });
  });

  test("a result that does not change keeps its time", () => {
    const one = reevaluate(previous, 0.25)!;
    expect(reevaluate(one, 0.25)?.processed_at).toBe(one.processed_at);
  });
});
