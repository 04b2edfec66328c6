import { resizePixels, smallestCopy } from "./pixels.ts";
import type { Pixels } from "./pixels.ts";

/** Long side of a thumbnail in pixels: sharp in a grid on a screen of twice the density, and a few kilobytes. */
export const THUMBNAIL_SIDE_PX = 256;

/** A picture scaled down to the size of a thumbnail; a smaller one as it is. */
export function scaledToThumbnail(pixels: Pixels): Promise<Pixels> {
  const scale = Math.min(1, THUMBNAIL_SIDE_PX / Math.max(pixels.width, pixels.height));
  const [width, height] = [pixels.width, pixels.height].map((side) => Math.max(1, Math.round(side * scale)));
  return resizePixels(smallestCopy(pixels, width!, height!), width!, height!);
}
