import { readFile } from "node:fs/promises";
import type { PictureType } from "@symphony/batch-store";
import { sharp } from "../decode/libvips.ts";
import type { DecodedImage, Pixels } from "../decode/pixels.ts";
import { groundOf } from "../decode/transparency.ts";
import type { Ground } from "../decode/transparency.ts";

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
  const scale = Math.min(1, maxSide / Math.max(image.width, image.height));
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * scale)));
  const decoded = image.onDark ?? image.pixels;
  if (decoded.width >= width! && decoded.height >= height!) return encodePixels(decoded, width!, height!);
  const asDecoded = (): Promise<Uint8Array> => encodePixels(decoded, decoded.width, decoded.height);
  // Decoded smaller for small models: read once more. A file that only a detour could read is shown as it was decoded.
  return image.pixelsOnly ? asDecoded() : encodeFile(path, maxSide, groundOf(image)).catch(asDecoded);
}

async function encodePixels({ data, ...size }: Pixels, width: number, height: number): Promise<Uint8Array> {
  return sharp(data, { raw: { ...size, channels: 3 }, limitInputPixels: false })
    .resize(width, height, { fit: "fill", kernel: "linear" })
    .jpeg(JPEG)
    .toBuffer();
}

async function encodeFile(path: string, maxSide: number, background: Ground): Promise<Uint8Array> {
  return sharp(await readFile(path), { limitInputPixels: false, pages: 1 })
    .autoOrient()
    .resize({ width: maxSide, height: maxSide, fit: "inside", withoutEnlargement: true, kernel: "linear" })
    .flatten({ background })
    .toColourspace("srgb")
    .jpeg(JPEG)
    .toBuffer();
}
