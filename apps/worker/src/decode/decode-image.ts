import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { ItemError } from "../item-error.ts";
import { sharp } from "./libvips.ts";
import { DARK, flatten, isHiddenByWhite, WHITE } from "./transparency.ts";
import { sniff } from "./sniff.ts";
import type { Sniffed } from "./sniff.ts";
import type { DecodedImage } from "./pixels.ts";

export interface DecodeLimits {
  /** Width times height of the original. */
  maxPixels: number;
  /** The decoded long side, in pixels: the largest that a stage profits from. */
  maxSide: number;
  maxFileBytes?: number;
  timeoutSeconds?: number;
}

export const MAX_PIXELS_DEFAULT = 50_000_000;
const MAX_FILE_BYTES_DEFAULT = 64 * 1024 * 1024;
const TIMEOUT_SECONDS_DEFAULT = 20;

/**
 * Decodes an image file to upright 8-bit sRGB, first frame or page only. Transparent parts become white. libvips scales
 * JPEG and WebP down while it loads them, so a photo of 50 megapixels is never in memory at its full size.
 *
 * @throws {ItemError} when the file cannot be decoded
 */
export async function decodeImage(path: string, limits: DecodeLimits): Promise<DecodedImage> {
  const bytes = await readImageFile(path, limits.maxFileBytes ?? MAX_FILE_BYTES_DEFAULT);
  const format = acceptedFormat(sniff(bytes));
  try {
    return await decodeBytes(bytes, limits);
  } catch (error) {
    throw toItemError(error, format, limits.maxPixels);
  }
}

async function readImageFile(path: string, maxBytes: number): Promise<Buffer> {
  let file: FileHandle | undefined;
  try {
    file = await open(path, "r");
    const { size } = await file.stat();
    if (size > maxBytes)
      throw new ItemError("file_too_large", `The file has ${size} bytes; at most ${maxBytes} are read.`);
    if (size === 0) throw new ItemError("empty_file", "The file is empty.");
    return await file.readFile();
  } catch (error) {
    if (error instanceof ItemError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new ItemError("file_missing", "The image file is no longer there.", { cause: error });
    throw new ItemError("internal", "The image file could not be read from disk.", { transient: true, cause: error });
  } finally {
    await file?.close();
  }
}

function acceptedFormat(sniffed: Sniffed): string {
  if (sniffed.kind === "photo") return sniffed.format;
  if (sniffed.kind === "unknown") throw new ItemError("not_an_image", "The file is not an image.");
  throw new ItemError(
    "unsupported_format",
    `The file is ${sniffed.format}, which is not supported; send JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
  );
}

async function decodeBytes(bytes: Buffer, limits: DecodeLimits): Promise<DecodedImage> {
  // "error" refuses truncated and broken files, but accepts the harmless oddities that many cameras and editors write.
  const options = { limitInputPixels: limits.maxPixels, failOn: "error", pages: 1, unlimited: false } as const;
  const { data, info } = await sharp(bytes, options)
    .timeout({ seconds: limits.timeoutSeconds ?? TIMEOUT_SECONDS_DEFAULT })
    .autoOrient()
    .resize({
      width: limits.maxSide,
      height: limits.maxSide,
      fit: "inside",
      withoutEnlargement: true,
      kernel: "linear",
    })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  if (info.channels !== 3 && info.channels !== 4) throw new Error(`decoded to ${info.channels} channels`);
  const pixels = { ...size, data: info.channels === 4 ? flatten(data, WHITE) : data };
  const onDark = info.channels === 4 && isHiddenByWhite(data) ? { ...size, data: flatten(data, DARK) } : undefined;
  // An image below the limit was not scaled down. For others the original size is read, which costs another opening.
  const original =
    Math.max(info.width, info.height) < limits.maxSide ? info : (await sharp(bytes, options).metadata()).autoOrient;
  return { width: original.width, height: original.height, pixels, onDark };
}

/** The error for a failure of libvips, which has no error codes: only the text of its message tells the reason. */
function toItemError(error: unknown, format: string, maxPixels: number): ItemError {
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit|exceeds|too (large|big)/i.test(text)) {
    const megapixels = Math.round(maxPixels / 1e6);
    return new ItemError("too_many_pixels", `The image has more than ${megapixels} million pixels.`, {
      cause: error,
    });
  }
  if (/out of memory|allocate|bad_alloc/i.test(text)) {
    return new ItemError("out_of_memory", "There was not enough memory to read the image.", {
      transient: true,
      cause: error,
    });
  }
  if (/timeout/i.test(text)) {
    return new ItemError("judging_timeout", "Reading the image took too long.", { transient: true, cause: error });
  }
  if (/unsupported|blocked/i.test(text)) {
    return new ItemError("unsupported_format", `This kind of ${format} file cannot be read.`, { cause: error });
  }
  return new ItemError("corrupt_image", `The ${format} file is damaged or incomplete.`, { cause: error });
}
