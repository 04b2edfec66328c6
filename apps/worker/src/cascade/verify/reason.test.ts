import { expect, test } from "@jest/globals";
import type { Pixels } from "../../decode/pixels.ts";
import { reasonOf, sharpness } from "./reason.ts";

/** Vertical stripes between two levels, with edges of so many pixels. */
function stripes(edge: number): Pixels {
  const [width, height] = [96, 48];
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) {
    const wave = Math.sin(((i % width) / 12) * Math.PI) * (8 / edge);
    data.fill(Math.round(128 + 60 * Math.max(-1, Math.min(1, wave))), 3 * i, 3 * i + 3);
  }
  return { data, width, height };
}
const box = (width: number) => ({ x1: 5, y1: 5, x2: 5 + width, y2: 15 });
const VIEW = { centre: { x: 48, y: 24 }, width: 90, height: 40, angle: 0 };

test("sharp edges have a larger sharpness than soft ones, and one colour has none", () => {
  expect(sharpness(stripes(0.5))).toBeGreaterThan(4 * sharpness(stripes(8)));
  expect(sharpness({ data: new Uint8Array(9 * 9 * 3).fill(77), width: 9, height: 9 })).toBe(0);
});

test("contrast does not matter", () => {
  const { data, width, height } = stripes(0.5);
  const pale = { data: data.map((value) => 128 + (value - 128) / 4), width, height };
  expect(sharpness(pale)).toBeCloseTo(sharpness({ data, width, height }), 1);
});

test.each([
  ["too_small", 19, stripes(0.5)],
  ["unlike", 60, stripes(0.5)],
  ["too_blurred", 60, stripes(30)],
])("%s", (reason, width, pixels) => {
  expect(reasonOf(box(width), pixels, VIEW)).toBe(reason);
});
