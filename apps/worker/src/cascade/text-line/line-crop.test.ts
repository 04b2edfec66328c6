import { expect, test } from "@jest/globals";
import type { Pixels } from "../../decode/pixels.ts";
import { cropLine } from "./line-crop.ts";

/** Grey that increases by 2 for each pixel to the right and by 1 for each pixel down. */
function slope(width: number, height: number): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) data.fill(2 * x + y, (y * width + x) * 3, (y * width + x) * 3 + 3);
  return { data, width, height };
}

const greyAt = ({ data, width }: Pixels, x: number, y: number): number => data[(y * width + x) * 3]!;

test("an upright box of the target size is copied", () => {
  const line = cropLine(slope(80, 60), { centre: { x: 40, y: 30 }, width: 20, height: 10, angle: 0 }, 20, 10);
  expect(greyAt(line, 0, 0)).toBe(2 * 30 + 25);
  expect(greyAt(line, 19, 9)).toBe(2 * 49 + 34);
});

test("a vertical box is turned horizontal, read from top to bottom", () => {
  const line = cropLine(slope(80, 60), { centre: { x: 40, y: 30 }, width: 20, height: 10, angle: Math.PI / 2 }, 20, 10);
  // The top of the box becomes the left end of the line, its right side becomes the top.
  expect(greyAt(line, 0, 0)).toBe(2 * 44 + 20);
  expect(greyAt(line, 19, 9)).toBe(2 * 35 + 39);
});

test("scaling down takes the mean of the covered pixels", () => {
  const stripes = { data: new Uint8Array(40 * 20 * 3), width: 40, height: 20 };
  for (let i = 0; i < 40 * 20; i += 1) stripes.data.fill(i % 2 === 0 ? 0 : 200, i * 3, i * 3 + 3);
  const line = cropLine(stripes, { centre: { x: 20, y: 10 }, width: 40, height: 20, angle: 0 }, 20, 10);
  expect(new Set(line.data)).toEqual(new Set([100]));
});

test("a turned box that is scaled down takes the mean of what it covers", () => {
  const line = cropLine(slope(80, 60), { centre: { x: 40, y: 30 }, width: 40, height: 20, angle: Math.PI / 2 }, 4, 2);
  // Its top left pixel covers columns 40 to 49 and rows 10 to 19.
  expect(Math.abs(greyAt(line, 0, 0) - (2 * 44.5 + 14.5))).toBeLessThanOrEqual(1);
});

test("beyond the picture, the colour of its edge is repeated", () => {
  const line = cropLine(slope(20, 20), { centre: { x: 0, y: 10 }, width: 20, height: 4, angle: 0 }, 20, 4);
  expect(greyAt(line, 0, 0)).toBe(8);
});
