import type { Pixels } from "../../decode/pixels.ts";
import { cropLine } from "./line-crop.ts";
import type { RotatedBox } from "./rotated-box.ts";

/** The height that recognisers of the PP-OCR family are trained with. */
export const LINE_HEIGHT_PX = 48;
/** A square is the narrowest crop that has room for a word. */
export const MIN_WIDTH_PX = 48;

/**
 * Cuts out a box, turns it upright, and scales it to the recogniser's height.
 *
 * @param maxWidth in pixels: a longer line is made narrower
 */
export function cutLine(pixels: Pixels, box: RotatedBox, maxWidth: number): Pixels {
  const width = Math.round((LINE_HEIGHT_PX * box.width) / box.height);
  return cropLine(pixels, box, Math.min(maxWidth, Math.max(MIN_WIDTH_PX, width)), LINE_HEIGHT_PX);
}
