import { sharp } from "./libvips.ts";

/** Interleaved 8-bit RGB, row by row from the top left, without padding: `width * height * 3` bytes. */
export interface Pixels {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A file that every browser shows as the models see it: upright, opaque, of 8 bits, with one picture. */
export interface OrdinaryFile {
  type: "jpeg" | "png" | "webp";
  bytes: number;
}

/** A decoded photo. Its pixels may be scaled down; boxes are always in pixels of the upright original. */
export interface DecodedImage {
  /** Sides of the upright original, in pixels. */
  width: number;
  height: number;
  /** The same picture, equal or smaller. Transparent parts are white. */
  pixels: Pixels;
  /** Pages or frames of the file, of which this is the first. */
  pages?: number | undefined;
  /** Absent when the file is not an ordinary one. */
  ordinary?: OrdinaryFile | undefined;
  /** Set when `pixels` are not what sharp makes of the file by itself. */
  pixelsOnly?: true | undefined;
  /** The same on dark grey, for pictures with light parts on transparent ground: white would hide them. */
  onDark?: Pixels | undefined;
}

/** A rectangle of whole pixels. */
export interface Region {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The smaller copies that were made of a whole picture, by the picture. */
const copies = new WeakMap<Pixels, Pixels[]>();

/** The smallest copy that was made of a picture and is not below a size, or the picture itself: less to scale down. */
export function smallestCopy(picture: Pixels, width: number, height: number): Pixels {
  return (copies.get(picture) ?? [])
    .filter((copy) => copy.width >= width && copy.height >= height)
    .map((copy) => smallestCopy(copy, width, height))
    .reduce((smallest, copy) => (copy.width < smallest.width ? copy : smallest), picture);
}

/** Resizes an image, or a region of it, to exactly `width` x `height` pixels. Runs on a thread of libvips. */
export async function resizePixels(source: Pixels, width: number, height: number, region?: Region): Promise<Pixels> {
  const whole = region === undefined || (region.width === source.width && region.height === source.height);
  if (whole && source.width === width && source.height === height) return source;
  const raw = { width: source.width, height: source.height, channels: 3 as const };
  let pipeline = sharp(source.data, { raw, limitInputPixels: false });
  if (!whole) pipeline = pipeline.extract(region);
  // "linear" is area averaging when scaling down: the models are trained with it.
  const data = await pipeline.resize(width, height, { fit: "fill", kernel: "linear" }).raw().toBuffer();
  const resized = { data, width, height };
  if (whole && width < source.width) copies.set(source, [...(copies.get(source) ?? []), resized]);
  return resized;
}
