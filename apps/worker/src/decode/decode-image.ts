import { open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { ItemError } from "../item-error.ts";
import { decodeBytes, decodeColours } from "./decode-bytes.ts";
import type { Decoded, DecodeLimits, DecodeOptions } from "./decode-bytes.ts";
import { TIMEOUT, toItemError, unreadableKind } from "./decode-error.ts";
import { describeFile } from "./describe-file.ts";
import { framesOf } from "./frames.ts";
import { withAvifBrand } from "./heif.ts";
import { readHeader } from "./read-header.ts";
import { sniff } from "./sniff.ts";
import { tiffFacts } from "./tiff.ts";
import type { DecodedImage } from "./pixels.ts";

export type { DecodeLimits } from "./decode-bytes.ts";

/** Cameras and phones have up to 108 million pixels. For tools that have no setting. */
export const MAX_PIXELS_DEFAULT = 120_000_000;
const MAX_FILE_BYTES_DEFAULT = 64 * 1024 * 1024;

/**
 * Decodes an image file to upright 8-bit sRGB, first frame or page only. Transparent parts become white. libvips scales
 * JPEG and WebP down while it loads them, so a photo of 100 megapixels is not in memory at its full size.
 *
 * @throws {ItemError} when the file cannot be decoded
 */
export async function decodeImage(path: string, limits: DecodeLimits): Promise<DecodedImage> {
  const bytes = await readImageFile(path, limits.maxFileBytes ?? MAX_FILE_BYTES_DEFAULT);
  const format = acceptedFormat(bytes);
  const tiff = format === "TIFF" ? tiffFacts(bytes) : undefined;
  if (tiff?.previewFirst) throw new ItemError("unsupported_format", PREVIEW_FIRST);
  if (tiff?.unreadable) throw unreadableKind(format);
  const read = (): Promise<DecodedImage> => readPicture(bytes, format, limits, tiff?.extraChannels ?? false);
  try {
    return await read().catch((error: unknown) => {
      if (!NO_MESSAGE.test(String(error))) throw error;
      return read();
    });
  } catch (error) {
    throw toItemError(error, format, limits.maxPixels);
  }
}

/** All decodes of a process share the messages of libvips: one that fails may clear the message of another. */
const NO_MESSAGE = /unknown error/i;

async function readPicture(
  bytes: Buffer,
  format: string,
  limits: DecodeLimits,
  extraChannels: boolean,
): Promise<DecodedImage> {
  const picture = format === "AVIF" ? withAvifBrand(bytes) : bytes;
  const { isSrgb, ...header } = await readHeader(picture, limits);
  const pages = header.pages ?? framesOf(bytes, format);
  const ordinary = pages !== undefined && pages > 1 ? undefined : header.ordinary;
  const pixels = extraChannels
    ? await decodeColours(picture, limits)
    : await decode(picture, format, limits, { ignoreIcc: isSrgb });
  return { ...header, pages, ordinary, ...pixels, ...(extraChannels && { pixelsOnly: true }) };
}

async function decode(bytes: Buffer, format: string, limits: DecodeLimits, options: DecodeOptions): Promise<Decoded> {
  try {
    return await decodeBytes(bytes, limits, options);
  } catch (error) {
    if (format !== "JPEG" || TIMEOUT.test(String(error))) throw error;
    return decodeBytes(Buffer.concat([bytes, JPEG_END]), limits, { ...options, failOn: "warning" }).catch(() => {
      throw error;
    });
  }
}

const PREVIEW_FIRST =
  "The file is a camera raw file, or a TIFF whose first picture is only a preview; export it as JPEG, PNG or TIFF.";

/**
 * Some cameras and splitters leave out the end marker. With it added, a warning tells whether pixels are missing too.
 * Tried with every JPEG that fails, as the message does not always say what is missing.
 */
const JPEG_END = Buffer.from("ffd9", "hex");

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

function acceptedFormat(bytes: Buffer): string {
  const sniffed = sniff(bytes);
  if (sniffed.kind === "photo") return sniffed.format;
  if (sniffed.kind === "unknown") throw new ItemError("not_an_image", notAnImage(describeFile(bytes)));
  throw new ItemError("unsupported_format", `The file is ${sniffed.format}, ${adviceFor(sniffed.format)}`);
}

const notAnImage = (what: string | undefined): string =>
  what === undefined ? "The file is not an image." : `The file is not an image but ${what}.`;

const adviceFor = (format: string): string =>
  /^HEI[CF]$/.test(format)
    ? 'which is not supported; convert it to JPEG first. An iPhone does so when the photo is shared or exported as "Most Compatible".'
    : "which is not supported; send JPEG, PNG, WebP, GIF, TIFF or AVIF.";
