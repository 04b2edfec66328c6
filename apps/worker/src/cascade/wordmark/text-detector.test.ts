import { expect, test } from "@jest/globals";
import { inputSize } from "./text-detector.ts";

test.each([
  ["a square picture", 2000, 2000, 960, { width: 960, height: 960 }],
  ["a banner keeps its area", 3840, 1200, 960, { width: 1728, height: 544 }],
  ["a small picture is enlarged by half at most", 400, 300, 960, { width: 608, height: 448 }],
  ["a panorama is bounded", 20_000, 100, 1920, { width: 4096, height: 32 }],
  ["a single pixel", 1, 1, 960, { width: 32, height: 32 }],
])("%s", (_case, width, height, side, size) => {
  expect(inputSize({ width, height }, side)).toEqual(size);
});
