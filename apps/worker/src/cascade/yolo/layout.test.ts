import { describe, expect, test } from "@jest/globals";
import { layoutOf } from "./layout.ts";

const INPUT = { width: 640, height: 640 };

describe("the layout of an output shape", () => {
  test.each([
    ["YOLOv5, 80 classes", [1, 25_200, 85], 80, "v5"],
    ["YOLOv5, one class", [1, 25_200, 6], 1, "v5"],
    ["YOLOv8, 80 classes", [1, 84, 8400], 80, "v8"],
    ["YOLOv8, one class", [1, 5, 8400], 1, "v8"],
    ["an anchor-free detector with a single grid", [1, 5, 6400], 1, "v8"],
    ["end to end, one class", [1, 300, 6], 1, "end2end"],
    ["end to end, 80 classes", [1, 300, 6], 80, "end2end"],
    ["segmentation", [1, 116, 8400], 80, undefined],
    ["a classifier", [1, 1000], 1000, undefined],
  ] as const)("%s", (_case, dims, classes, layout) => {
    expect(layoutOf(dims, classes, INPUT)).toBe(layout);
  });
});
