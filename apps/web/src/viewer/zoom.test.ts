import { expect, test } from "@jest/globals";
import { FITTED, moveBy, SCALE_MAX, zoomAt, zoomToBox } from "./zoom.ts";

const FRAME = { width: 1_000, height: 600 };

test("the point under the pointer stays in place", () => {
  const at = { x: 200, y: -100 };
  const view = zoomAt(FITTED, 2, FRAME, at);
  expect(view).toEqual({ scale: 2, x: -200, y: 100 });
  // The image point under the pointer is 200, -100 from the center: scaled and moved it is there again.
  expect(at.x * view.scale + view.x).toBe(200);
});

test("zoom is limited, and a fitted image is centered", () => {
  expect(zoomAt(FITTED, 1_000, FRAME).scale).toBe(SCALE_MAX);
  expect(zoomAt({ scale: 2, x: 300, y: 0 }, 0.01, FRAME)).toEqual(FITTED);
});

test("an image cannot be moved out of its frame", () => {
  expect(moveBy(FITTED, 50, 50, FRAME)).toEqual(FITTED);
  expect(moveBy({ scale: 2, x: 0, y: 0 }, 9_999, -9_999, FRAME)).toEqual({ scale: 2, x: 500, y: -300 });
});

test("a box is centered and enlarged", () => {
  const view = zoomToBox({ x1: 1_400, y1: 600, x2: 1_500, y2: 650 }, { width: 2_000, height: 1_200 }, FRAME);
  for (const [key, value] of Object.entries({ scale: 7, x: -1_575, y: -87.5 }))
    expect(view).toHaveProperty(key, expect.closeTo(value));
  expect(zoomToBox({ x1: 0, y1: 0, x2: 2_000, y2: 1_200 }, { width: 2_000, height: 1_200 }, FRAME)).toEqual(FITTED);
});
