import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { sharp } from "./libvips.ts";
import type { DecodedImage } from "./pixels.ts";

/** Long side of a thumbnail in pixels: sharp in a grid at twice the density, and a few kilobytes. */
export const THUMBNAIL_SIDE = 256;
/** Codes made for the picture would save a twentieth of its bytes, for a fifth more time. */
const JPEG = { quality: 72, optimizeCoding: false };

/** Writes a small JPEG of an image, upright and on white like its pixels. It can be made again, so it is not synced. */
export async function writeThumbnail({ pixels }: DecodedImage, path: string): Promise<void> {
  const jpeg = await sharp(pixels.data, {
    raw: { width: pixels.width, height: pixels.height, channels: 3 },
    limitInputPixels: false,
  })
    // Area averaging: a third less time than the default, and no difference that is seen at this size.
    .resize({
      width: THUMBNAIL_SIDE,
      height: THUMBNAIL_SIDE,
      fit: "inside",
      withoutEnlargement: true,
      kernel: "linear",
    })
    .jpeg(JPEG)
    .toBuffer();
  // By Node and not by libvips, which takes twice as long for a small file.
  await writeFile(path, jpeg)
    .catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, jpeg);
    })
    .catch(async (error: unknown) => {
      // On a full disk no picture is better than a part of one.
      await rm(path, { force: true });
      throw error;
    });
}
