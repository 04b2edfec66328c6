import { expect, test } from "@jest/globals";
import { patchPicture } from "../../fixtures/pictures.ts";
import { sharp } from "../decode/libvips.ts";
import { resizePixels, smallestCopy } from "../decode/pixels.ts";
import type { OrdinaryFile } from "../decode/pixels.ts";
import { scaledToThumbnail } from "../decode/thumbnail.ts";
import { makeThumbnail } from "./thumbnail.ts";

test.each([
  ["a large picture is scaled down", 1024, 512, 256, 128],
  ["a small picture keeps its size", 40, 30, 40, 30],
])("%s", async (_case, width, height, thumbnailWidth, thumbnailHeight) => {
  const image = patchPicture(width, height);
  const { bytes } = await makeThumbnail(image, await scaledToThumbnail(image.pixels));
  expect(await sharp(bytes).metadata()).toMatchObject({
    format: "jpeg",
    width: thumbnailWidth,
    height: thumbnailHeight,
  });
});

test.each<[string, OrdinaryFile, number, boolean]>([
  ["a small JPEG is its own thumbnail", { type: "jpeg", bytes: 10_000 }, 256, true],
  ["a PNG is none", { type: "png", bytes: 10_000 }, 256, false],
  ["a larger one is scaled down", { type: "jpeg", bytes: 10_000 }, 257, false],
  ["one that brings more than its pixels is encoded", { type: "jpeg", bytes: 100_000 }, 256, false],
])("%s", async (_case, ordinary, width, isAsItCame) => {
  const image = { ...patchPicture(width, 200), ordinary };
  const { type, bytes } = await makeThumbnail(image, await scaledToThumbnail(image.pixels));
  expect([type, bytes === undefined]).toEqual(["jpeg", isAsItCame]);
});

test("a thumbnail is made from the smallest copy of the whole picture that is large enough, and shows the same", async () => {
  const { pixels } = patchPicture(1600, 900);
  const whole = await scaledToThumbnail({ ...pixels });
  const [large, half] = [await resizePixels(pixels, 1200, 675), await resizePixels(pixels, 800, 450)];
  const least = await resizePixels(half, 400, 225);
  await resizePixels(half, 200, 112);
  await resizePixels(pixels, 300, 300, { left: 0, top: 0, width: 600, height: 600 });
  expect([smallestCopy(pixels, 256, 144), smallestCopy(pixels, 900, 500)]).toEqual([least, large]);
  const copy = await scaledToThumbnail(pixels);
  expect([copy.width, copy.height]).toEqual([whole.width, whole.height]);
  const difference = whole.data.reduce((sum, value, i) => sum + Math.abs(value - copy.data[i]!), 0);
  expect(difference / whole.data.length).toBeLessThan(2);
});
