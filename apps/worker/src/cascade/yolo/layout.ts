import type { Size } from "./letterbox.ts";

/**
 * The shape of a detector's output with N boxes and nc classes:
 * - `v5` (YOLOv5): `[batch, N, 5 + nc]`, rows of cx, cy, w, h, objectness, classes
 * - `v8` (YOLOv8, v9, 11, 12): `[batch, 4 + nc, N]`, columns of cx, cy, w, h, classes
 * - `end2end` (YOLOv10, 26, exports with NMS inside): `[batch, N, 6]`, rows of x1, y1, x2, y2, confidence, class
 */
export const LAYOUTS = ["v5", "v8", "end2end"] as const;
export type Layout = (typeof LAYOUTS)[number];

/**
 * The layout of an output with this shape, or `undefined` when it fits none. `[1, N, 6]` fits two: `end2end`, and
 * `v5` with a single class. Only v5 has three boxes for each cell of its three grids, so N decides.
 */
export function layoutOf(dims: readonly number[], classes: number, input: Size): Layout | undefined {
  const [, rows, columns] = dims;
  if (dims.length !== 3 || rows === undefined || columns === undefined) return undefined;
  if (columns === 6 && !(classes === 1 && rows === v5Boxes(input))) return "end2end";
  if (columns === 5 + classes) return "v5";
  if (rows === 4 + classes) return "v8";
  return undefined;
}

function v5Boxes({ width, height }: Size): number {
  return [8, 16, 32].reduce((sum, stride) => sum + 3 * Math.floor(width / stride) * Math.floor(height / stride), 0);
}

/** Whether an output of this shape can have the layout. */
export function fitsLayout(layout: Layout, dims: readonly number[], classes: number): boolean {
  const [, rows, columns] = dims;
  if (dims.length !== 3) return false;
  if (layout === "v5") return columns === 5 + classes;
  if (layout === "v8") return rows === 4 + classes;
  return columns === 6;
}
