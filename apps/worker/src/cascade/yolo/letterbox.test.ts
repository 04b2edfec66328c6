import { describe, expect, test } from "@jest/globals";
import { boxInPicture, letterbox, tightInput } from "./letterbox.ts";

const INPUT = { width: 640, height: 640 };

describe("letterbox", () => {
  test("a wide picture is centred with its margin around it", () => {
    // 1260 + 2 * 10 pixels at half size are 640.
    expect(letterbox({ width: 1260, height: 620 }, INPUT, 10)).toEqual({
      left: 5,
      top: 165,
      width: 630,
      height: 310,
      margin: 5,
      scaleX: 0.5,
      scaleY: 0.5,
    });
  });

  test("a box converted to the input and back is unchanged, with and without a margin", () => {
    for (const margin of [0, 10, 33]) {
      const place = letterbox({ width: 777, height: 333 }, { width: 640, height: 480 }, margin);
      const box = { x1: 100, y1: 50, x2: 300, y2: 150 };
      const inInput = {
        x1: box.x1 * place.scaleX + place.left,
        y1: box.y1 * place.scaleY + place.top,
        x2: box.x2 * place.scaleX + place.left,
        y2: box.y2 * place.scaleY + place.top,
      };
      for (const [side, value] of Object.entries(boxInPicture(inInput, place)))
        expect(value).toBeCloseTo(box[side as "x1"], 9);
      expect(place.left - place.margin).toBeGreaterThanOrEqual(0);
      expect(place.top - place.margin).toBeGreaterThanOrEqual(0);
    }
  });

  test("a picture is enlarged no more than allowed", () => {
    expect(letterbox({ width: 200, height: 100 }, INPUT, 0)).toMatchObject({ width: 640, height: 320 });
    expect(letterbox({ width: 200, height: 100 }, INPUT, 0, 1.5)).toMatchObject({
      left: 170,
      top: 245,
      width: 300,
      height: 150,
    });
  });

  test("a picture one pixel high stays one pixel high", () => {
    expect(letterbox({ width: 5000, height: 1 }, INPUT, 0)).toMatchObject({ width: 640, height: 1 });
  });

  test("the input of a model of free size is rounded up to the stride only", () => {
    expect(tightInput({ width: 4000, height: 1000 }, INPUT, 0, 1)).toEqual({ width: 1280, height: 320 });
    expect(tightInput({ width: 990, height: 1980 }, INPUT, 10, 1)).toEqual({ width: 480, height: 928 });
    expect(tightInput({ width: 300, height: 200 }, INPUT, 0, 1)).toEqual({ width: 320, height: 224 });
    expect(tightInput({ width: 300, height: 200 }, INPUT, 0, 2)).toEqual({ width: 608, height: 416 });
    expect(tightInput({ width: 50_000, height: 1 }, INPUT, 0, 1)).toEqual({ width: 50_016, height: 32 });
  });
});
