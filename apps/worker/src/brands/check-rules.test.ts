import { expect, test } from "@jest/globals";
import type { BrandRules } from "@symphony/contract";
import { checkRules } from "./check-rules.ts";
import type { FoundMark } from "./check-rules.ts";

const image = { width: 900, height: 600 };
const mark = (x1: number, y1: number, width = 90, height = 40, brand = "A"): FoundMark => ({
  brand,
  box: { x1, y1, x2: x1 + width, y2: y1 + height },
});
const broken = (rules: BrandRules, ...marks: FoundMark[]): unknown[] =>
  checkRules("A", rules, marks, image).map(({ rule, measured }) => [rule, measured]);

test("a mark that is too small is named with its width, in pixels and as a share of the picture", () => {
  expect(broken({ min_width_px: 91, min_width_share: 0.1 }, mark(300, 300))).toEqual([["min_width_px", 90]]);
  expect(broken({ min_width_share: 0.11 }, mark(300, 300))).toEqual([["min_width_share", 0.1]]);
});

test("clear space counts to the edges and to other marks, those of other brands too", () => {
  expect(broken({ clear_space: 1 }, mark(30, 300))).toEqual([["clear_space", 0.75]]);
  expect(broken({ clear_space: 1 }, mark(300, 300), mark(410, 300, 90, 40, "B"))).toEqual([["clear_space", 0.5]]);
  expect(broken({ clear_space: 1 }, mark(300, 300), mark(600, 300))).toEqual([]);
});

test("positions and numbers of marks", () => {
  expect(broken({ positions: ["top-left", "center"] }, mark(10, 10), mark(405, 280), mark(800, 10))).toEqual([
    ["positions", null],
  ]);
  expect(broken({ max_marks: 1 }, mark(10, 10), mark(405, 280))).toEqual([["max_marks", 2]]);
  expect(broken({ min_marks: 2 }, mark(10, 10))).toEqual([["min_marks", 1]]);
});

test("an image without the mark keeps all rules: that it is missing is the verdict", () => {
  expect(broken({ min_width_px: 500, min_marks: 2, clear_space: 3 }, mark(0, 0, 9, 9, "B"))).toEqual([]);
  expect(broken({}, mark(0, 0, 1, 1))).toEqual([]);
});
