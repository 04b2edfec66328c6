import { readFile } from "node:fs/promises";
import type { PictureType } from "@symphony/batch-store";
import { sharp } from "../decode/libvips.ts";
import type { DecodedImage } from "../decode/pixels.ts";

/** A picture for people: an encoded one, or none where the file itself serves as it came. */
export interface View {
  type: PictureType;
  bytes?: Uint8Array | undefined;
}

/** A larger file is encoded even if its picture is small: a page loads one view after another. */
const AS_IT_CAME_MAX_BYTES = 1024 * 1024;
/**
 * WebP would save two thirds of the bytes and take five times as long or more. Fuller colours (4:4:4) cost a tenth more of both; the
 * marks have them.
 */
const JPEG = { quality: 80, optimizeCoding: false };

/** What of an image a person looks at: upright, its long side at most `maxSide`. */
export async function makeView(path: string, image: DecodedImage, maxSide: number): Promise<View> {
  const { ordinary } = image;
  const isAsItCame =
    ordinary !== undefined && ordinary.bytes <= AS_IT_CAME_MAX_BYTES && Math.max(image.width, image.height) <= maxSide;
  return isAsItCame ? { type: ordinary.type } : { type: "jpeg", bytes: await encodeView(path, image, maxSide) };
}

async function encodeView(path: string, image: DecodedImage, maxSide: number): Promise<Uint8Array> {
  const size = { width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true, kernel: "linear" } as const;
  const { data, width, height } = image.onDark ?? image.pixels;
  const decoded = Math.max(width, height);
  const pixels = sharp(data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const wanted = Math.min(maxSide, Math.max(image.width, image.height));
  if (decoded >= wanted) return pixels.resize(size).jpeg(JPEG).toBuffer();
  // Decoded smaller for small models: read once more. A file that only a detour could read is shown as it was decoded.
  return sharp(await readFile(path), { limitInputPixels: false, pages: 1 })
    .autoOrient()
    .resize(size)
    .flatten({ background: "white" })
    .toColourspace("srgb")
    .jpeg(JPEG)
    .toBuffer()
    .catch(() => pixels.jpeg(JPEG).toBuffer());
}
