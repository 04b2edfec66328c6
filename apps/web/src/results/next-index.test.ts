import { expect, test } from "@jest/globals";
import { nextIndex } from "./next-index.ts";

test("arrow, page and end keys move within the list", () => {
  expect(
    ["ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp", "Home", "End", "PageDown"].map((key) =>
      nextIndex(key, 10, 100, 4),
    ),
  ).toEqual([11, 9, 14, 6, 0, 99, 42]);
  expect(nextIndex("ArrowUp", 1, 100, 4)).toBe(0);
  expect(nextIndex("ArrowDown", 98, 100, 4)).toBe(99);
  expect(nextIndex("x", 1, 100, 4)).toBeUndefined();
});
