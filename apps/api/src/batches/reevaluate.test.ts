import type { ResultRecord } from "@symphony/batch-store";
import { expect, test } from "@jest/globals";
import type { ClosestMatch } from "@symphony/contract";
import { reevaluate } from "./reevaluate.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const finding = (stage: string, confidence: number): ClosestMatch => ({ stage, confidence, box });

function rowOf(
  by: ClosestMatch | null,
  findings: ClosestMatch[] | undefined,
  stages_left?: number,
  error = false,
): ResultRecord {
  const near = findings?.at(-1) ?? null;
  return {
    seq: 0,
    batch_id: "b",
    processed_at: "then",
    near_miss: by === null ? near : null,
    ...(findings === undefined ? {} : { findings, stages_left }),
    image: null,
    result: {
      Image_Path_or_URL: "a.jpg",
      Is_Valid: error ? "Error" : by === null ? "Invalid" : "Valid",
      Confidence: by?.confidence ?? near?.confidence ?? null,
      Detected_By: by?.stage ?? null,
      Bounding_Box: by?.box ?? null,
      Error: null,
      Error_Category: null,
      Processing_Ms: 7,
      Attempts: 1,
    },
  };
}
const [weak, sure] = [finding("first", 0.3), finding("second", 0.9)];
const outcome = (record: ResultRecord, threshold: number): unknown => {
  const read = reevaluate(record, threshold);
  return typeof read === "string"
    ? read
    : [read.result.Is_Valid, read.result.Detected_By, read.result.Confidence, read.near_miss?.stage ?? null];
};

test.each<[string, ResultRecord, number, unknown]>([
  ["a near miss becomes valid below it", rowOf(null, [weak], 0), 0.2, ["Valid", "first", 0.3, null]],
  [
    "the first stage that found enough decides, and not the surest",
    rowOf(sure, [weak, sure], 0),
    0.2,
    ["Valid", "first", 0.3, null],
  ],
  ["what still holds is kept", rowOf(sure, [weak, sure], 0), 0.8, "keep"],
  [
    "with every stage asked, nothing needs to be judged",
    rowOf(sure, [weak, sure], 0),
    0.95,
    ["Invalid", null, 0.9, "second"],
  ],
  ["with a stage not asked yet, the image is judged", rowOf(weak, [weak], 1), 0.5, "judge"],
  ["nothing found stays invalid", rowOf(null, [], 0), 0, "keep"],
  ["an error says nothing of thresholds", rowOf(null, [], 0, true), 0, "keep"],
  ["an old row that was valid is judged above it", rowOf(sure, undefined), 0.95, "judge"],
  ["an old row that was valid is kept below it", rowOf(sure, undefined), 0.5, "keep"],
])("%s", (_what, record, threshold, expected) => {
  expect(outcome(record, threshold)).toEqual(expected);
});
