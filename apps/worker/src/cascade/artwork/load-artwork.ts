import { readFile } from "node:fs/promises";
import { sharp } from "../../decode/libvips.ts";
import type { Samples } from "./geometry/field.ts";
import { edgeColour } from "./ground.ts";
import type { Colour } from "./ground.ts";

/** Room around the mark, as a share of its long side: its outer edges belong to it. */
const MARGIN = 0.06;
/** Artwork is worked on at this area of pixels at most. */
const AREA_PX = 160 ** 2;
/** Longer artwork would be a line at the size at which marks are looked for. */
const ASPECT_MAX = 12;
/** Differences from the ground that are none, of 255. */
const GROUND_TOLERANCE = 12;
/** The ground is looked for in a picture of this size at most. */
const EDGE_SIDE_PX = 512;
/** A mark needs some shape: fewer pixels say nothing. */
const LEAST_SIDE_PX = 16;
/** Of the pixels of artwork. Accepted artwork is far smaller. */
const PIXELS_MAX = 32_000_000;

/** Red, green, blue and alpha of a mark with room around it. */
export interface Artwork extends Samples {
  /** Of this width in pixels, on each side. */
  margin: number;
}

/**
 * A picture of the mark: red, green, blue and alpha, cut to the mark with a margin around it.
 *
 * @param name how messages call it
 * @throws {Error} with a sentence, when it cannot be read or shows no mark
 */
export async function loadArtwork(path: string, name: string): Promise<Artwork> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new Error(`the artwork ${name} cannot be read`, { cause });
  });
  const ground = await groundOf(bytes, name);
  const { data, info } = await trimmed(bytes, name, ground);
  const { width, height } = info;
  if (Math.min(width, height) < LEAST_SIDE_PX)
    throw new Error(`the artwork ${name} shows no mark: ${width} x ${height} pixels differ from its ground`);
  if (Math.max(width, height) > ASPECT_MAX * Math.min(width, height))
    throw new Error(`the mark of the artwork ${name} is more than ${ASPECT_MAX} times as long as it is wide`);
  const scale = Math.min(1, Math.sqrt(AREA_PX / (width * height)));
  const scaled = await sharp(data, { raw: { width, height, channels: 4 } })
    .resize(Math.round(width * scale), Math.round(height * scale), { fit: "fill" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const mark = { data: scaled.data, width: scaled.info.width, height: scaled.info.height, channels: 4 };
  return withMargin(mark, Math.max(2, Math.round(MARGIN * Math.max(mark.width, mark.height))), ground);
}

const refused = (name: string, cause: unknown): Error =>
  new Error(`the artwork ${name} is no picture that can be used`, { cause });

/** The ground of opaque artwork. */
async function groundOf(bytes: Buffer, name: string): Promise<Colour | undefined> {
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: PIXELS_MAX })
      .autoOrient()
      .resize(EDGE_SIDE_PX, EDGE_SIDE_PX, { fit: "inside", withoutEnlargement: true, kernel: "nearest" })
      .toColourspace("srgb")
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return edgeColour({ data, width: info.width, height: info.height, channels: 4 });
  } catch (cause) {
    throw refused(name, cause);
  }
}

async function trimmed(bytes: Buffer, name: string, ground: Colour | undefined) {
  const background = ground && { r: ground[0], g: ground[1], b: ground[2], alpha: 1 };
  try {
    return await sharp(bytes, { limitInputPixels: PIXELS_MAX })
      .autoOrient()
      .toColourspace("srgb")
      .ensureAlpha()
      .trim({ threshold: GROUND_TOLERANCE, ...(background && { background }) })
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    throw refused(name, cause);
  }
}

/** Transparent artwork lies on a ground far from its own lightness; opaque artwork goes on with its own. */
function withMargin(mark: Samples, margin: number, ownGround: Colour | undefined): Artwork {
  const [width, height] = [mark.width + 2 * margin, mark.height + 2 * margin];
  const ground = ownGround ?? contrastingGround(mark);
  const data = new Float32Array(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [mx, my] = [x - margin, y - margin];
      const inside = mx >= 0 && my >= 0 && mx < mark.width && my < mark.height;
      const from = (my * mark.width + mx) * 4;
      const alpha = inside ? mark.data[from + 3]! / 255 : 0;
      const to = (y * width + x) * 4;
      for (let c = 0; c < 3; c += 1)
        data[to + c] = ground[c]! * (1 - alpha) + (inside ? mark.data[from + c]! * alpha : 0);
      data[to + 3] = ownGround === undefined ? 255 * alpha : 255;
    }
  return { data, width, height, channels: 4, margin };
}

function contrastingGround({ data }: Samples): number[] {
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < data.length; at += 4) {
    sum += (data[at]! + data[at + 1]! + data[at + 2]!) * data[at + 3]!;
    weight += 3 * data[at + 3]!;
  }
  const level = sum / Math.max(1, weight) > 128 ? 0 : 255;
  return [level, level, level];
}
