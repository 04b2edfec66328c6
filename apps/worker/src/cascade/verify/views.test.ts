import { expect, test } from "@jest/globals";
import { uprightBounds } from "../text-line/rotated-box.ts";
import { turnOf, viewsOf } from "./views.ts";

const degrees = (radians: number): number => Math.round((radians * 180) / Math.PI);
const anglesOf = (width: number, height: number): number[] =>
  viewsOf({ x1: 10, y1: 20, x2: 10 + width, y2: 20 + height }, 4).map(({ angle }) => degrees(angle));

test.each([0, 10, 25, 40])("the angle of a logo turned by %s degrees follows from its upright box", (turn) => {
  const angle = (turn * Math.PI) / 180;
  const { x1, y1, x2, y2 } = uprightBounds({ centre: { x: 0, y: 0 }, width: 40, height: 10, angle });
  expect(degrees(turnOf((y2 - y1) / (x2 - x1), 4))).toBe(turn);
});

test("a box flatter than the logo is not turned", () => {
  expect(turnOf(0.2, 4)).toBe(0);
});

test.each([
  ["flat", 40, 10, [0, 180]],
  ["a little higher than an upright logo", 40, 14, [0, 180]],
  ["much higher", 40, 24, [0, 25, -25, 180]],
  ["upright and narrow", 10, 40, [90, -90]],
  ["upright and less narrow", 24, 40, [65, 115, -115, -65]],
])("the views of a box that is %s", (_what, width, height, expected) => {
  const angles = anglesOf(width, height);
  expect(angles).toHaveLength(expected.length);
  expected.forEach((angle, index) => expect(Math.abs(angles[index]! - angle)).toBeLessThanOrEqual(3));
});

test("every view has the centre of the box, and lies along its long side", () => {
  for (const { centre, width, height } of viewsOf({ x1: 0, y1: 0, x2: 20, y2: 60 }, 4)) {
    expect(centre).toEqual({ x: 10, y: 30 });
    expect(width).toBeGreaterThan(height);
  }
});
