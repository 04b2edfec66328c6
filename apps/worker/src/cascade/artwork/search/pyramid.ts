import { resizePixels } from "../../../decode/pixels.ts";
import type { Pixels } from "../../../decode/pixels.ts";
import { fieldOf } from "../geometry/field.ts";
import type { Field, Samples } from "../geometry/field.ts";

/** From one level to the next. */
const STEP = 1.25;
/** Marks are found from about 28 px (the root of their area) in a small picture; larger pictures are scaled down to this area of pixels. */
const LARGEST_SCALE = 0.75;
const AREA_MAX_PX = 400_000;
const SMALLEST_SIDE_PX = 16;

/** A picture at one scale. */
export interface Level {
  /** Pixels of the level for one of the picture. */
  scale: number;
  samples: Samples;
  field: Field;
}

/** The picture at all scales, the largest first. */
export async function pyramidOf(pixels: Pixels): Promise<Level[]> {
  const levels: Level[] = [];
  let from = pixels;
  let scale = Math.min(LARGEST_SCALE, Math.sqrt(AREA_MAX_PX / (pixels.width * pixels.height)));
  for (; Math.min(pixels.width, pixels.height) * scale >= SMALLEST_SIDE_PX; scale /= STEP) {
    from = await resizePixels(from, Math.round(pixels.width * scale), Math.round(pixels.height * scale));
    const samples = { ...from, channels: 3 };
    levels.push({ scale, samples, field: fieldOf(samples) });
  }
  return levels;
}
