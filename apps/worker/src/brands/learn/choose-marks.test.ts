import { expect, test } from "@jest/globals";
import { chooseMarks } from "./choose-marks.ts";

const mark = (from: number, ...found: number[]) => ({ from, found: new Set(found) });
const MISSED = [0, 1, 2, 3, 4];

test("the mark that finds most is chosen first, then what adds to it beside its own image", () => {
  const marks = [mark(0, 0, 1), mark(1, 1, 2, 3), mark(2, 2, 3), mark(3, 3, 4)];
  expect(chooseMarks(marks, MISSED, 3)).toEqual({ chosen: [1, 3], found: 4 });
  expect(chooseMarks(marks, MISSED, 1)).toEqual({ chosen: [1], found: 3 });
});

test("a mark that is taken for another thing is left out, however much it finds", () => {
  expect(chooseMarks([mark(0, 0, 1, 2, 3, 4, 9), mark(1, 1, 2)], MISSED, 3)).toEqual({ chosen: [1], found: 2 });
});

test("a mark that finds its own image alone teaches nothing", () => {
  expect(chooseMarks([mark(0, 0), mark(1)], MISSED, 3)).toEqual({ chosen: [], found: 0 });
});
