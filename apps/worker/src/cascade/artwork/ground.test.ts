import { expect, test } from "@jest/globals";
import { edgeColour } from "./ground.ts";

/** A picture of one colour with a dark bar from its upper left corner down. */
function barred(alpha: number) {
  const [width, height] = [12, 8];
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i += 1)
    data.set(i % width < 3 ? [10, 10, 10, 255] : [200, 180, 20, alpha], i * 4);
  return { data, width, height, channels: 4 };
}

test("the ground is what most of the edge shows, also where the mark touches a corner", () => {
  expect(edgeColour(barred(255))).toEqual([200, 180, 20]);
});

test("artwork that is transparent at its edge has no ground of its own", () => {
  expect(edgeColour(barred(0))).toBeUndefined();
});
