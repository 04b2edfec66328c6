import { expect, test } from "@jest/globals";
import { compose, cornersOf, inverse, mapPoint, scaling, solve } from "./homography.ts";
import { mappedArea } from "./sample.ts";

const TILTED = [1.2, 0.1, 5, -0.2, 0.9, 7, 0.001, 0.002, 1];

test("a map and its inverse lead back to the same point", () => {
  const there = mapPoint(TILTED, { x: 30, y: 40 });
  const back = mapPoint(inverse(TILTED), there);
  expect(back.x).toBeCloseTo(30, 9);
  expect(back.y).toBeCloseTo(40, 9);
});

test("a composed map does the second one first", () => {
  const both = mapPoint(compose(scaling(2), TILTED), { x: 3, y: 4 });
  const apart = mapPoint(TILTED, { x: 3, y: 4 });
  expect(both.x).toBeCloseTo(2 * apart.x, 9);
  expect(both.y).toBeCloseTo(2 * apart.y, 9);
});

test("a rectangle's corners and area follow the map", () => {
  const size = { width: 10, height: 5 };
  expect(cornersOf(scaling(3), size)[2]).toEqual({ x: 30, y: 15 });
  expect(mappedArea(scaling(3), size)).toBeCloseTo(450, 9);
  expect(mappedArea([-1, 0, 0, 0, 1, 0, 0, 0, 1], size)).toBeCloseTo(-50, 9);
});

test("a system of equations is solved, and one without a solution is told apart", () => {
  const [x, y] = solve([Float64Array.of(2, 1), Float64Array.of(1, 3)], Float64Array.of(5, 10))!;
  expect([x, y]).toEqual([1, 3]);
  expect(solve([Float64Array.of(1, 1), Float64Array.of(1, 1)], Float64Array.of(1, 2))).toBeUndefined();
});
