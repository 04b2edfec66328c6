import { ItemError } from "../item-error.ts";

export const TIMEOUT = /timeout/i;
const UNSUPPORTED =
  /unsupported|blocked|not configured|not supported|not implemented|bad lab|channel limit|no known route/i;

/** The error for a failure of libvips, which has no error codes: only the text of its message tells the reason. */
export function toItemError(error: unknown, format: string, maxPixels: number): ItemError {
  const text = error instanceof Error ? error.message : String(error);
  if (/pixel limit|too (large|big)/i.test(text)) {
    const megapixels = Math.round(maxPixels / 1e4) / 100;
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
  if (TIMEOUT.test(text)) {
    return new ItemError("judging_timeout", "Reading the image took too long.", { transient: true, cause: error });
  }
  if (UNSUPPORTED.test(text)) return unreadableKind(format, error);
  return new ItemError("corrupt_image", `The ${format} file is damaged or incomplete.`, { cause: error });
}

export const unreadableKind = (format: string, cause?: unknown): ItemError =>
  new ItemError("unsupported_format", `This kind of ${format} file cannot be read; export it as JPEG or PNG.`, {
    cause,
  });
