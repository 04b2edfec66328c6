import { expect, test } from "@jest/globals";
import { flatten, isHiddenByWhite } from "./transparency.ts";

const picture = (...pixels: number[][]): Uint8Array => Uint8Array.from(pixels.flat());

test("transparent pixels take the colour of the ground, half transparent ones are mixed with it", () => {
  const data = flatten(picture([10, 20, 30, 255], [10, 20, 30, 0], [0, 100, 200, 51]), 40);
  expect([...data]).toEqual([10, 20, 30, 40, 40, 40, 32, 52, 72]);
});

test.each([
  [
    "light parts on transparent ground",
    true,
    [
      [250, 250, 250, 255],
      [0, 0, 0, 0],
    ],
  ],
  [
    "dark parts on transparent ground",
    false,
    [
      [20, 20, 20, 255],
      [0, 0, 0, 0],
    ],
  ],
  [
    "light parts on opaque ground",
    false,
    [
      [250, 250, 250, 255],
      [0, 0, 0, 255],
    ],
  ],
  ["a few transparent pixels", false, [...Array.from({ length: 99 }, () => [250, 250, 250, 255]), [0, 0, 0, 0]]],
  ["nothing but transparent ground", false, [[255, 255, 255, 0]]],
])("a picture with %s is hidden by white: %s", (_what, expected, pixels) => {
  expect(isHiddenByWhite(picture(...pixels))).toBe(expected);
});
