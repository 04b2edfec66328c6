import type { Pixels } from "../../decode/pixels.ts";
import { cropLine } from "../text-line/line-crop.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

/** The height that recognisers of the PP-OCR family are trained with. */
export const LINE_HEIGHT_PX = 48;
/** A square is the narrowest crop that has room for a word. */
export const MIN_WIDTH_PX = 48;
/** Ten times the height: more than any name needs. */
const MAX_WIDTH_PX = 480;

/** Cuts out a box, turns it upright, and scales it to the recogniser's height. */
export function cutLine(pixels: Pixels, box: RotatedBox): Pixels {
  const width = Math.round((LINE_HEIGHT_PX * box.width) / box.height);
  return cropLine(pixels, box, Math.min(MAX_WIDTH_PX, Math.max(MIN_WIDTH_PX, width)), LINE_HEIGHT_PX);
}
