import { expect, test } from "@jest/globals";
import { placesOf } from "./effective.ts";

const box = { x1: 0, y1: 0, x2: 9, y2: 9 };
const found = { brand: "A", stage: "logo", confidence: 0.9, box };
const closest = { stage: "logo", confidence: 0.3, box: { ...box, x1: 5 } };

test("the closest match of an invalid image comes before what was found of other brands", () => {
  expect(placesOf({ Detections: [found], Closest_Match: closest })).toEqual([closest, found]);
  expect(placesOf({ Detections: [found], Closest_Match: null })).toEqual([found]);
  expect(placesOf({ Detections: [], Closest_Match: null })).toEqual([]);
});
