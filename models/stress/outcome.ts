import type { BoundingBox } from "@symphony/contract";
import sharp from "sharp";
import type { Classification } from "../../apps/worker/src/cascade/classification.ts";
import { drawTile } from "../eval/sheet.ts";
import { cropPhoto, startOf } from "./crop-photo.ts";
import type { Outcome } from "./report.ts";
import { markCentre, markWidth } from "./marked-photo.ts";
import type { MarkedPhoto, Point } from "./states.ts";

/** A tile shows so many widths of the mark, so that it can be seen. */
const MARK_WIDTHS_SHOWN = 5;

/** What the cascade made of a photo. */
export function outcomeOf(
  state: string,
  label: string,
  { corners }: MarkedPhoto,
  { verdict, near_miss, detections }: Classification,
  ms: number,
): Outcome {
  return {
    state,
    label,
    width: markWidth(corners),
    isValid: verdict === "Valid",
    isElsewhere: verdict === "Valid" && corners.length > 0 && !detections.some(({ box }) => touches(box, corners)),
    reason: near_miss?.reason,
    ms,
  };
}

function touches({ x1, y1, x2, y2 }: BoundingBox, corners: readonly Point[]): boolean {
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return x1 < Math.max(...xs) && x2 > Math.min(...xs) && y1 < Math.max(...ys) && y2 > Math.min(...ys);
}

/** A missed mark of at least this width, or a false alarm. */
export function isWrong({ label, width, isValid }: Outcome, minWidth: number): boolean {
  return isValid ? label === "none" || label === "text" : width >= minWidth;
}

/** The surroundings of the mark, or the whole picture when there is none. */
export async function markTile(
  { image: { pixels }, corners }: MarkedPhoto,
  { box, near_miss }: Classification,
): Promise<Buffer> {
  const { width, height } = pixels;
  const picture = sharp(pixels.data, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const found = box ?? near_miss?.box;
  const centre = markCentre(corners);
  if (centre === undefined) return drawTile(picture, width, { found });
  const side = Math.round(MARK_WIDTHS_SHOWN * markWidth(corners));
  const shown = cropPhoto({ image: { width, height, pixels }, corners }, side);
  const [w, h] = [shown.image.width, shown.image.height];
  const [left, top] = [startOf(centre[0], w, width), startOf(centre[1], h, height)];
  const [xs, ys] = [shown.corners.map(([x]) => x), shown.corners.map(([, y]) => y)];
  const labelled = { x1: Math.min(...xs), y1: Math.min(...ys), x2: Math.max(...xs), y2: Math.max(...ys) };
  const shifted = found && { x1: found.x1 - left, y1: found.y1 - top, x2: found.x2 - left, y2: found.y2 - top };
  return drawTile(picture.extract({ left, top, width: w, height: h }), w, { found: shifted, labelled });
}
