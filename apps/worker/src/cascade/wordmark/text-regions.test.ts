import { expect, test } from "@jest/globals";
import { textRegions } from "./text-regions.ts";
import type { TextMap } from "./text-regions.ts";

/** A map with this probability inside a rotated bar of 80 x 12 pixels. */
function bar(angle: number, likelihood = 0.9): TextMap {
  const [width, height] = [160, 120];
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x + 0.5 - 80, y + 0.5 - 60];
      const [along, across] = [
        dx * Math.cos(angle) + dy * Math.sin(angle),
        dy * Math.cos(angle) - dx * Math.sin(angle),
      ];
      if (Math.abs(along) <= 40 && Math.abs(across) <= 6) data[y * width + x] = likelihood;
    }
  }
  return { data, width, height };
}

test.each([0, 0.2, 0.6, -0.6, 1.2, Math.PI / 2])("a bar at %s radians gives one enlarged box along it", (angle) => {
  const regions = textRegions(bar(angle));
  expect(regions).toHaveLength(1);
  const [{ box, score }] = regions as [(typeof regions)[number]];
  expect(score).toBeGreaterThan(0.8);
  // 80 x 12, enlarged on every side by 80 * 12 * 1.6 / (2 * (80 + 12)) = 8.3.
  expect(Math.abs(box.width - 96)).toBeLessThan(4);
  expect(Math.abs(box.height - 28)).toBeLessThan(4);
  expect(Math.abs(box.centre.x - 80) + Math.abs(box.centre.y - 60)).toBeLessThan(2);
  expect(Math.abs(Math.sin(box.angle - angle))).toBeLessThan(0.05);
});

test("faint or thin regions are not text", () => {
  expect(textRegions(bar(0, 0.5))).toEqual([]);
  const data = new Float32Array(40 * 40);
  data.fill(0.9, 40 * 20, 40 * 21);
  expect(textRegions({ data, width: 40, height: 40 })).toEqual([]);
});

test("separate lines are separate regions, and their number is bounded", () => {
  const [width, height] = [60, 100];
  const data = new Float32Array(width * height);
  for (let line = 0; line < 5; line += 1) {
    for (let y = 20 * line; y < 20 * line + 8; y += 1) data.fill(0.7 + line * 0.05, y * width + 5, y * width + 55);
  }
  const map = { data, width, height };
  expect(textRegions(map)).toHaveLength(5);
  expect(textRegions(map, { maxRegions: 2 }).map(({ score }) => score.toFixed(2))).toEqual(["0.90", "0.85"]);
});
