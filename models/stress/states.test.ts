import { expect, test } from "@jest/globals";
import { closeUp } from "./crop-photo.ts";
import { markCentre, markWidth } from "./marked-photo.ts";
import { STATES } from "./states.ts";
import type { MarkedPhoto } from "./states.ts";

/** White, 200 x 150, with a black mark of 40 x 10 px off the middle. */
function photo(): MarkedPhoto {
  const [width, height] = [200, 150];
  const data = new Uint8Array(width * height * 3).fill(255);
  for (let y = 30; y < 40; y += 1) data.fill(0, (y * width + 125) * 3, (y * width + 165) * 3);
  const corners = [
    [125, 30],
    [165, 30],
    [165, 40],
    [125, 40],
  ] as const;
  return { image: { width, height, pixels: { data, width, height } }, corners };
}

/** The mean place of dark pixels. */
function darkCentre({ image: { pixels } }: MarkedPhoto): [number, number] {
  const darkest = pixels.data.reduce((least, value) => Math.min(least, value), 255);
  let [count, x, y] = [0, 0, 0];
  for (let i = 0; i < pixels.width * pixels.height; i += 1) {
    if (pixels.data[3 * i + 1]! > darkest + 70) continue;
    count += 1;
    x += (i % pixels.width) + 0.5;
    y += Math.floor(i / pixels.width) + 0.5;
  }
  return [x / count, y / count];
}

test("there are the twenty states", () => {
  expect(Object.keys(STATES)).toHaveLength(20);
});

test.each(Object.keys(STATES))("the corners stay on the mark: %s", async (state) => {
  const changed = await STATES[state]!(photo());
  const { pixels, width, height } = changed.image;
  expect(pixels.data).toHaveLength(width * height * 3);
  const [x, y] = darkCentre(changed);
  const [markX, markY] = markCentre(changed.corners)!;
  expect(Math.hypot(x - markX, y - markY)).toBeLessThan(3);
});

test("a turned mark keeps its width, a scaled one does not", async () => {
  const widthIn = async (state: string): Promise<number> => markWidth((await STATES[state]!(photo())).corners);
  expect(await widthIn("turned 25°")).toBeCloseTo(40, 5);
  expect(await widthIn("half")).toBeCloseTo(20, 5);
});

test("noise is the same in every run", async () => {
  const [one, other] = [await STATES["noise"]!(photo()), await STATES["noise"]!(photo())];
  expect(Buffer.compare(one.image.pixels.data, other.image.pixels.data)).toBe(0);
});

test("in a close-up the mark takes its share of the width", async () => {
  const { image, corners } = await closeUp(photo(), 0.8);
  expect(image.width).toBe(1000);
  expect(markWidth(corners)).toBeCloseTo(800, 0);
});
