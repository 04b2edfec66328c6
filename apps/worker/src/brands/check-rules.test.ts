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

test("a mark that is turned, stretched, mirrored or in another colour is named, where that was measured", () => {
  const shown = { turn: -12, stretch: 1.2, mirrored: true, variants: ["white"] };
  const rules: BrandRules = { max_turn: 10, max_stretch: 1.1, not_mirrored: true, variants: ["colour", "black"] };
  const turned = { ...mark(300, 300), shown };
  expect(checkRules("A", rules, [turned], image)).toEqual([
    { brand: "A", rule: "max_turn", box: turned.box, measured: -12 },
    { brand: "A", rule: "max_stretch", box: turned.box, measured: 1.2 },
    { brand: "A", rule: "not_mirrored", box: turned.box, measured: null },
    { brand: "A", rule: "variants", box: turned.box, measured: null, found: "white" },
  ]);
  expect(broken(rules, mark(300, 300))).toEqual([]);
  const right = { turn: 10, stretch: 1.1, mirrored: false, variants: ["black"] };
  expect(broken(rules, { ...mark(300, 300), shown: right })).toEqual([]);
});

test("a brand that must not be shown is named with its mark, also where the brand itself is missing", () => {
  const other = mark(10, 10, 90, 40, "B");
  const violation = { brand: "A", rule: "must_not_show", box: other.box, measured: null, found: "B" };
  expect(checkRules("A", { must_not_show: ["B", "C"] }, [mark(300, 300), other], image)).toEqual([violation]);
  expect(checkRules("A", { must_not_show: ["B"], min_marks: 2 }, [other], image)).toEqual([violation]);
});
