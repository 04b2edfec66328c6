import { ImpossibleBoxError } from "../impossible-box-error.ts";
import type { Finding } from "../stage.ts";
import type { Size } from "./letterbox.ts";

/** Weaker boxes are noise, which models may place anywhere. */
const MEANT = 0.25;
/** Rounding of 16-bit floats. */
const CONFIDENCE_MAX = 1.01;
/** Boxes may extend beyond the picture, but not by more than its size. */
const BEYOND = 1;
/** No mark is found within a corner of two pixels: such coordinates are shares of the picture. */
const CORNER_PX = 2;

/**
 * @param found boxes in input pixels
 * @throws {ImpossibleBoxError} when a box is one that no picture can have: the file is read wrongly
 */
export function assertPossible(found: readonly Finding[], { width, height }: Size): void {
  for (const { box, confidence } of found) {
    if (confidence > CONFIDENCE_MAX) throw new ImpossibleBoxError(`it gave a confidence of ${confidence}, above 1`);
    const { x1, y1, x2, y2 } = box;
    if (![x1, y1, x2, y2].every(Number.isFinite)) throw new ImpossibleBoxError("it gave a box that is not numbers");
    if (confidence < MEANT) continue;
    const where = [x1, y1, x2, y2].map((side) => Number(side.toPrecision(4))).join(", ");
    if (x2 <= x1 || y2 <= y1) throw new ImpossibleBoxError(`it gave a box without an area (${where})`);
    if (Math.max(x2, y2) <= CORNER_PX && Math.min(x1, y1) > -CORNER_PX)
      throw new ImpossibleBoxError(`it gave a box in parts of the picture (${where}), where pixels are expected`);
    if (x2 < -BEYOND * width || y2 < -BEYOND * height || x1 > (1 + BEYOND) * width || y1 > (1 + BEYOND) * height)
      throw new ImpossibleBoxError(`it gave a box far outside of the picture (${where})`);
  }
}
