import { expect, test } from "@jest/globals";
import { boxAfterKey, boxBetween, drawnBox, toImagePoint } from "./draw-box.ts";

/** Twice as wide as the image needs: 250 px are free at both sides. */
const ELEMENT = { left: 100, top: 50, width: 1_000, height: 500 };
const IMAGE = { width: 1_000, height: 1_000 };

test("a place on the screen is a pixel of the fitted image, and never outside of it", () => {
  expect(toImagePoint({ x: 350, y: 50 }, ELEMENT, IMAGE)).toEqual({ x: 0, y: 0 });
  expect(toImagePoint({ x: 600, y: 300 }, ELEMENT, IMAGE)).toEqual({ x: 500, y: 500 });
  expect(toImagePoint({ x: 0, y: 9_999 }, ELEMENT, IMAGE)).toEqual({ x: 0, y: 1_000 });
  // Enlarged twice and moved.
  const zoomed = { left: -400, top: -200, width: 2_000, height: 1_000 };
  expect(toImagePoint({ x: 350, y: 50 }, zoomed, IMAGE)).toEqual({ x: 250, y: 250 });
});

test("a box is the same in every direction it is drawn in", () => {
  const box = { x1: 10, y1: 21, x2: 30, y2: 40 };
  expect(boxBetween({ x: 10.2, y: 20.7 }, { x: 30.4, y: 39.6 })).toEqual(box);
  expect(boxBetween({ x: 30.4, y: 20.7 }, { x: 10.2, y: 39.6 })).toEqual(box);
});

test("a rectangle of less than 4 px on the screen is ignored", () => {
  const drawn = (x: number, y: number, image = IMAGE) => drawnBox({ x: 0.4, y: 0.4 }, { x, y }, ELEMENT, image);
  expect(drawn(100, 8)).toBeUndefined();
  expect(drawn(9, 9)).toEqual({ x1: 0, y1: 0, x2: 9, y2: 9 });
  // Large on the screen: less than one pixel of a tiny image, and a slip that would be rounded up to one.
  expect(drawn(0.45, 1, { width: 2, height: 2 })).toBeUndefined();
  expect(drawn(0.5, 1, { width: 20, height: 20 })).toBeUndefined();
});

test("arrow keys set a box, move it inside of the image, and change its size", () => {
  const first = boxAfterKey(undefined, "ArrowLeft", false, IMAGE);
  expect(first).toEqual({ x1: 400, y1: 400, x2: 600, y2: 600 });
  expect(boxAfterKey(first, "ArrowLeft", false, IMAGE)).toEqual({ x1: 390, y1: 400, x2: 590, y2: 600 });
  expect(boxAfterKey(first, "ArrowDown", true, IMAGE)).toEqual({ x1: 400, y1: 400, x2: 600, y2: 610 });
  const corner = { x1: 985, y1: 0, x2: 995, y2: 10 };
  expect(boxAfterKey(corner, "ArrowRight", false, IMAGE)).toEqual({ x1: 990, y1: 0, x2: 1_000, y2: 10 });
  expect(boxAfterKey({ x1: 5, y1: 0, x2: 8, y2: 10 }, "ArrowLeft", true, IMAGE)?.x2).toBe(6);
  expect(boxAfterKey(first, "Enter", false, IMAGE)).toBeUndefined();
});
