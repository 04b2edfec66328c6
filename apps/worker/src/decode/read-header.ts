import { inputOptions } from "./decode-bytes.ts";
import type { DecodeLimits } from "./decode-bytes.ts";
import { sharp } from "./libvips.ts";
import type { DecodedImage, OrdinaryFile } from "./pixels.ts";
import { isSrgbProfile } from "./srgb-profile.ts";

/** Formats that may hold several pages or frames: the first one counts, and the result says so. */
const MULTI_PAGE = new Set(["gif", "webp", "tiff"]);

export interface Header extends Pick<DecodedImage, "width" | "height" | "pages" | "ordinary"> {
  /** Whether the file has a colour profile that changes nothing. */
  isSrgb: boolean;
}

/**
 * What a file says of its picture before it is decoded. Read once: opening a file costs as much as decoding a small one.
 *
 * @throws {Error} of libvips
 */
export async function readHeader(bytes: Buffer, limits: DecodeLimits): Promise<Header> {
  const header = await sharp(bytes, inputOptions(limits, "error")).metadata();
  const { width, height } = header.autoOrient;
  const pages = MULTI_PAGE.has(header.format) ? (header.pages ?? 1) : undefined;
  const isSrgb = header.space === "srgb" && isSrgbProfile(header.icc);
  return { width, height, pages, ordinary: ordinaryFile(header, bytes.length), isSrgb };
}

function ordinaryFile(
  {
    format,
    orientation = 1,
    hasAlpha,
    space,
    depth,
    pages = 1,
  }: Awaited<ReturnType<ReturnType<typeof sharp>["metadata"]>>,
  bytes: number,
): OrdinaryFile | undefined {
  if (format !== "jpeg" && format !== "png" && format !== "webp") return undefined;
  const isOrdinary = orientation === 1 && !hasAlpha && pages === 1 && depth === "uchar";
  return isOrdinary && (space === "srgb" || space === "b-w") ? { type: format, bytes } : undefined;
}
