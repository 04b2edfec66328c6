import { describe, expect, test } from "@jest/globals";
import { convexHull, grownBox, minimumAreaBox, scaledBox, turnedBox, uprightBounds } from "./rotated-box.ts";
import type { Point, RotatedBox } from "./rotated-box.ts";

const degrees = (angle: number): number => (angle * Math.PI) / 180;

function corners({ centre, width, height, angle }: RotatedBox): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([u, v]) => ({
    x: centre.x + (u! * width * cos - v! * height * sin) / 2,
    y: centre.y + (u! * width * sin + v! * height * cos) / 2,
  }));
}

test("a hull has no points that lie inside or on its sides", () => {
  const points = [
    [0, 0],
    [4, 0],
    [4, 3],
    [0, 3],
    [2, 0],
    [2, 2],
    [0, 1],
    [4, 3],
  ].map(([x, y]) => ({ x: x!, y: y! }));
  expect(convexHull(points)).toHaveLength(4);
});

describe("the smallest box", () => {
  test.each([0, 10, 30, 45, 60, 89, 90, -10, -45, -80])(
    "of a rectangle turned by %s degrees is that rectangle",
    (turn) => {
      const box = { centre: { x: 50, y: 40 }, width: 60, height: 12, angle: degrees(turn) };
      const found = minimumAreaBox(corners(box));
      expect(found.width).toBeCloseTo(60, 6);
      expect(found.height).toBeCloseTo(12, 6);
      expect(found.centre.x).toBeCloseTo(50, 6);
      expect(found.centre.y).toBeCloseTo(40, 6);
      // A line has no direction, so the angle may differ by half a turn.
      expect(Math.abs(Math.sin(found.angle - box.angle))).toBeCloseTo(0, 6);
      expect(Math.abs(found.angle)).toBeLessThanOrEqual(Math.PI / 2 + 1e-9);
    },
  );

  test("of one point, and of none, has no extent", () => {
    expect(minimumAreaBox([{ x: 3, y: 4 }])).toMatchObject({ centre: { x: 3, y: 4 }, width: 0, height: 0 });
    expect(minimumAreaBox([])).toMatchObject({ width: 0, height: 0 });
  });
});

test("growing a box moves every side outwards", () => {
  expect(grownBox({ centre: { x: 0, y: 0 }, width: 10, height: 4, angle: 1 }, 3)).toMatchObject({
    width: 16,
    height: 10,
    angle: 1,
  });
});

test("a turned box has the same corners", () => {
  const box = { centre: { x: 5, y: 6 }, width: 8, height: 2, angle: 0.3 };
  expect(uprightBounds(turnedBox(box)).x1).toBeCloseTo(uprightBounds(box).x1, 9);
});

test("scaling a picture scales its boxes", () => {
  const box = scaledBox({ centre: { x: 10, y: 10 }, width: 20, height: 4, angle: Math.PI / 2 }, 2, 3);
  expect(box.centre).toEqual({ x: 20, y: 30 });
  expect(box.width).toBeCloseTo(60, 9);
  expect(box.height).toBeCloseTo(8, 9);
});

test("the upright rectangle around a box at 90 degrees has swapped sides", () => {
  const { x1, y1, x2, y2 } = uprightBounds({ centre: { x: 50, y: 50 }, width: 40, height: 10, angle: degrees(90) });
  expect([x1, y1, x2, y2].map(Math.round)).toEqual([45, 30, 55, 70]);
});
