import { join } from "node:path";
import { decodeImage, MAX_PIXELS_DEFAULT } from "../../apps/worker/src/decode/decode-image.ts";
import type { Labelled } from "../eval/labels.ts";
import type { Point, MarkedPhoto } from "./states.ts";

/** Decodes a labelled photo like a worker does. All coordinates are in decoded pixels; no box means no corners. */
export async function readPhoto(folder: string, { file, box }: Labelled, maxSide: number): Promise<MarkedPhoto> {
  const { pixels, width } = await decodeImage(join(folder, file), { maxPixels: MAX_PIXELS_DEFAULT, maxSide });
  const image = { width: pixels.width, height: pixels.height, pixels };
  const [x1, y1, x2, y2] = box.map((side) => (side * pixels.width) / width);
  if (x1 === undefined || y1 === undefined || x2 === undefined || y2 === undefined) return { image, corners: [] };
  const corners: readonly Point[] = [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ];
  return { image, corners };
}

/** The mark's width along its letters, in pixels; 0 without a mark. */
export function markWidth([left, right]: readonly Point[]): number {
  return left === undefined || right === undefined ? 0 : Math.hypot(right[0] - left[0], right[1] - left[1]);
}

/** The middle of the mark, if there is one. */
export function markCentre(corners: readonly Point[]): Point | undefined {
  const [first, , opposite] = corners;
  if (first === undefined || opposite === undefined) return undefined;
  return [(first[0] + opposite[0]) / 2, (first[1] + opposite[1]) / 2];
}
