import { expect, test } from "@jest/globals";
import { continuesLine } from "./line-neighbours.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

const box = (x: number, y: number, more: Partial<RotatedBox> = {}): RotatedBox => ({
  centre: { x, y },
  width: 100,
  height: 20,
  angle: 0,
  ...more,
});
const WORD = box(100, 100);

test.each([
  ["the next word", box(205, 102), true],
  ["the previous word", box(-2, 99), true],
  [
    "the next word of a slanted line",
    box(100 + 100 * Math.cos(0.5), 100 + 100 * Math.sin(0.5), { angle: 0.5 }),
    true,
    box(100, 100, { angle: 0.5 }),
  ],
  ["a word far away in the line", box(260, 100), false],
  ["the line below", box(100, 122), false],
  ["larger letters beside it", box(230, 100, { height: 60 }), false],
  ["another direction", box(205, 100, { angle: 1 }), false],
  ["the box itself", WORD, false],
] as const)("%s", (_case, other, continues, from: RotatedBox = WORD) => {
  expect(continuesLine(from, other)).toBe(continues);
});
