import { closeSync, fstatSync, openSync, read } from "node:fs";
import { promisify } from "node:util";
import { ItemError } from "../item-error.ts";
import { sharp } from "./libvips.ts";
import { sniff } from "./sniff.ts";
import type { Sniffed } from "./sniff.ts";
import type { DecodedImage } from "./pixels.ts";

export interface DecodeLimits {
  /** Width times height of the original. */
  maxPixels: number;
  /** The decoded long side, in pixels: the largest any stage looks at. */
  maxSide: number;
  maxFileBytes?: number;
  timeoutSeconds?: number;
}

export const MAX_PIXELS_DEFAULT = 50_000_000;
const MAX_FILE_BYTES_DEFAULT = 64 * 1024 * 1024;
const TIMEOUT_SECONDS_DEFAULT = 20;

/**
 * Reads an image file into upright 8-bit sRGB, alpha laid on white, first frame or page only. JPEG and
 * WebP are shrunk while loading, so a 50-megapixel photo never exists in full.
 *
 * @throws {Unjudgeable} for every file that does not become pixels
 */
export async function decodeImage(path: string, limits: DecodeLimits): Promise<DecodedImage> {
  const bytes = await readImageFile(path, limits.maxFileBytes ?? MAX_FILE_BYTES_DEFAULT);
  const { format } = acceptedFormat(sniff(bytes));
  try {
    return await decodeBytes(bytes, limits);
  } catch (error) {
    throw unjudgeable(error, format, limits.maxPixels);
  }
}

const readAt = promisify(read);

/**
 * Waits for opening and closing, microseconds on a disk and a round trip on a shared folder; only reading is handed to
 * another thread and back. Handing over all of it cost more.
 */
async function readImageFile(path: string, maxBytes: number): Promise<Buffer> {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    const { size } = fstatSync(file);
    if (size > maxBytes) {
      throw new ItemError("file_too_large", `The file has ${size} bytes; at most ${maxBytes} are read.`);
    }
    if (size === 0) throw new ItemError("empty_file", "The file is empty.");
    return await readWhole(file, size);
  } catch (error) {
    if (error instanceof ItemError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      throw new ItemError("file_missing", "The image file is no longer there.", { cause: error });
    }
    throw new ItemError("internal", "The image file could not be read from disk.", { transient: true, cause: error });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function readWhole(file: number, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let done = 0;
  while (done < size) {
    const { bytesRead } = await readAt(file, bytes, done, size - done, done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}

function acceptedFormat(sniffed: Sniffed): { format: string } {
  if (sniffed.kind === "photo") return sniffed;
  if (sniffed.kind === "refused") {
    throw new ItemError(
      "unsupported_format",
      `The file is ${sniffed.format}, which is not judged; send JPEG, PNG, WebP, GIF, TIFF or AVIF.`,
    );
  }
  throw new ItemError("not_an_image", "The file is not an image.");
}

async function decodeBytes(bytes: Buffer, limits: DecodeLimits): Promise<DecodedImage> {
  // "error" refuses torn and broken files, but not the harmless oddities many cameras and editors write.
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
    .flatten({ background: "#ffffff" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3) throw new Error(`decoded to ${info.channels} channels`);
  const pixels = { data, width: info.width, height: info.height };
  // Smaller than it may be, it was not shrunk; else its own size is asked for, which costs as much as opening it.
  const whole =
    Math.max(info.width, info.height) < limits.maxSide ? info : (await sharp(bytes, options).metadata()).autoOrient;
  return { width: whole.width, height: whole.height, pixels };
}

/** libvips tells what happened in words only. */
function unjudgeable(error: unknown, format: string, maxPixels: number): ItemError {
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
