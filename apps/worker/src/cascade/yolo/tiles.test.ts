import { expect, test } from "@jest/globals";
import { tileRegions } from "./tiles.ts";

test("tiles cover the picture, overlap, and stay inside", () => {
  const tiles = tileRegions({ width: 1000, height: 500 }, { across: 4, overlap: 0.2 });
  expect(tiles).toHaveLength(8);
  const lefts = [...new Set(tiles.map(({ left }) => left))];
  const { width, height } = tiles[0]!;
  expect(lefts[0]).toBe(0);
  expect(lefts.at(-1)! + width).toBe(1000);
  lefts
    .slice(1)
    .forEach((left, i) => expect(lefts[i]! + width - left).toBeGreaterThanOrEqual(Math.floor(0.19 * width)));
  expect(Math.max(...tiles.map(({ top }) => top + height))).toBe(500);
  expect(tileRegions({ width: 500, height: 1000 }, { across: 4, overlap: 0.2 })[0]).toMatchObject({
    width: height,
    height: width,
  });
});
