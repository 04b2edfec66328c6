import { expect, test } from "@jest/globals";
import { fieldOf } from "../geometry/field.ts";
import type { Field } from "../geometry/field.ts";
import { comparedParts, likenessOf } from "./likeness.ts";

/** A frame, with a pattern in it where asked. */
function framed(pattern: ((x: number, y: number) => boolean) | undefined, ink = 20, ground = 230): Field {
  const [width, height] = [84, 42];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isFrame = x < 6 || y < 6 || x >= width - 6 || y >= height - 6;
      const isInside = x >= 16 && x < width - 16 && y >= 13 && y < height - 13;
      data.fill(
        isFrame || (isInside && pattern?.(x, y) === true) ? ink : ground,
        (y * width + x) * 3,
        (y * width + x + 1) * 3,
      );
    }
  return fieldOf({ data, width, height, channels: 3 });
}

const checks = (x: number, y: number): boolean => (Math.floor(x / 5) + Math.floor(y / 5)) % 2 === 0;
const rings = (x: number, y: number): boolean => Math.floor(Math.hypot((x % 14) - 7, (y % 14) - 7) / 2.5) % 2 === 0;
const likeness = (place: Field): number => likenessOf(comparedParts(framed(checks), place));

test("a mark is like itself, in other colours too", () => {
  expect(likeness(framed(checks))).toBeGreaterThan(0.9);
  expect(likeness(framed(checks, 220, 60))).toBeGreaterThan(0.8);
});

test("the same frame around nothing or around something else is not the mark", () => {
  expect(likeness(framed(undefined))).toBeLessThan(0.35);
  expect(likeness(framed(rings))).toBeLessThan(0.45);
});
