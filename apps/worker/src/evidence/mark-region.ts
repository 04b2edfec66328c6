import type { BoundingBox } from "@symphony/contract";
import type { Region } from "../decode/pixels.ts";

/** What is shown around a mark, as a share of its size: enough to see what it stands on. */
const MARGIN = 0.5;

interface Size {
  width: number;
  height: number;
}

/** The part of an image that shows a mark with its surroundings, in pixels of the original. */
export function markRegion(box: BoundingBox, image: Size): Region {
  const [x, y] = [(box.x2 - box.x1) * MARGIN, (box.y2 - box.y1) * MARGIN];
  return clippedRegion({ x1: box.x1 - x, y1: box.y1 - y, x2: box.x2 + x, y2: box.y2 + y }, image);
}

/** The same region of a picture that was scaled down. */
export function scaledRegion({ left, top, width, height }: Region, image: Size, scaled: Size): Region {
  const [x, y] = [scaled.width / image.width, scaled.height / image.height];
  return clippedRegion({ x1: left * x, y1: top * y, x2: (left + width) * x, y2: (top + height) * y }, scaled);
}

/** Whole pixels inside of an image, at least one. */
function clippedRegion({ x1, y1, x2, y2 }: BoundingBox, { width, height }: Size): Region {
  const left = Math.min(width - 1, Math.max(0, Math.floor(x1)));
  const top = Math.min(height - 1, Math.max(0, Math.floor(y1)));
  return {
    left,
    top,
    width: Math.max(1, Math.min(width, Math.ceil(x2)) - left),
    height: Math.max(1, Math.min(height, Math.ceil(y2)) - top),
  };
}
