import { expect, test } from "@jest/globals";
import { formatBytes, formatDuration, formatRate } from "./format.ts";

test("formats sizes, durations and rates", () => {
  expect([0, 999, 1_536, 50 * 1024 ** 2, 2_470_000_000].map(formatBytes)).toEqual([
    "0 B",
    "999 B",
    "1.5 KB",
    "50 MB",
    "2.3 GB",
  ]);
  expect([-3, 0, 0.2, 45, 60, 200, 7_500].map(formatDuration)).toEqual([
    "0 s",
    "0 s",
    "< 1 s",
    "45 s",
    "1 min",
    "3 min 20 s",
    "2 h 5 min",
  ]);
  expect([0.26, 9.94, 1_234.5].map(formatRate)).toEqual(["0.3", "9.9", "1,235"]);
});
