import { expect, test } from "@jest/globals";
import { patchPicture } from "../../fixtures/pictures.ts";
import { sharp } from "./libvips.ts";
import { encodeThumbnail, scaledToThumbnail } from "./thumbnail.ts";

test.each([
  ["a large picture is scaled down", 1024, 512, 256, 128],
  ["a small picture keeps its size", 40, 30, 40, 30],
])("%s", async (_case, width, height, thumbnailWidth, thumbnailHeight) => {
  const jpeg = await encodeThumbnail(await scaledToThumbnail(patchPicture(width, height).pixels));
  expect(await sharp(jpeg).metadata()).toMatchObject({
    format: "jpeg",
    width: thumbnailWidth,
    height: thumbnailHeight,
  });
});
