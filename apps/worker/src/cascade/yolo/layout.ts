import type { ModelMetadata } from "./model-metadata.ts";
import type { Size } from "./letterbox.ts";

/**
 * The shape of a detector's output with N boxes and nc classes:
 * - `v5` (YOLOv5): `[batch, N, 5 + nc]`, rows of cx, cy, w, h, objectness, classes
 * - `v8` (YOLOv8, v9, 11, 12): `[batch, 4 + nc, N]`, columns of cx, cy, w, h, classes
 * - `end2end` (YOLOv10, 26, exports with NMS inside): `[batch, N, 6]`, rows of x1, y1, x2, y2, confidence, class
 */
export const LAYOUTS = ["v5", "v8", "end2end"] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Models with NMS inside give 100 to 300 boxes. */
const END2END_ROWS_MAX = 1_000;
/** Strides of the grids: three boxes a cell in v5, one in later models. */
const STRIDES = [
  [8, 16, 32],
  [8, 16, 32, 64],
  [4, 8, 16, 32],
];
const V5_STRIDES = [...STRIDES, [16, 32]];

/**
 * The layouts that an output of this shape may have: one is certain, several are ambiguous, none is no detector that
 * can be read. Only v5 has three boxes for each cell of its grids, so the number of boxes tells it from the others.
 */
export function layoutsOf(dims: readonly number[], classes: number, input: Size): string[] {
  const [, rows, columns] = dims;
  if (dims.length !== 3 || rows === undefined || columns === undefined) return [];
  const hasAnchors = V5_STRIDES.some((strides) => rows === 3 * cells(input, strides));
  if (columns === 5 + classes && hasAnchors) return ["v5"];
  // Small inputs have few cells: fewer than models with NMS inside may give boxes.
  const isOnePerCell = STRIDES.some((strides) => rows === cells(input, strides));
  if (columns === 6 && rows <= END2END_ROWS_MAX && !isOnePerCell) return ["end2end"];
  if (rows === 4 + classes) return ["v8"];
  return [
    ...(columns === 5 + classes ? ["v5", "YOLOX", "YOLOv6"] : []),
    ...(columns === 6 ? ["end2end"] : []),
    ...(columns === 4 + classes ? ["v8 transposed"] : []),
  ];
}

const cells = ({ width, height }: Size, strides: readonly number[]): number =>
  strides.reduce((sum, stride) => sum + Math.floor(width / stride) * Math.floor(height / stride), 0);

/** Whether an output of this shape can have the layout. */
export function fitsLayout(layout: Layout, dims: readonly number[], classes: number): boolean {
  const [, rows, columns] = dims;
  if (dims.length !== 3) return false;
  if (layout === "v5") return columns === 5 + classes;
  if (layout === "v8") return rows === 4 + classes;
  return columns === 6;
}

/**
 * What the file says of itself and speaks against reading it as a detector of a known layout.
 *
 * @returns a sentence without its full stop
 */
export function refusalOf(
  { properties, names }: ModelMetadata,
  classes: number,
  classNames: readonly string[] = [],
): string | undefined {
  const { task = "detect", description = "", head = "" } = properties;
  if (task !== "detect") return `the file says that its task is '${task}'; only detection ('detect') is supported`;
  if (/rt-?detr/i.test(`${description} ${head}`))
    return "the file says that it is an RT-DETR, whose output is none of the layouts v5, v8 and end2end";
  if (names.length > 0 && names.length !== classes)
    return `the file names ${names.length} classes (${names.slice(0, 8).join(", ")}), but classes lists ${classes}`;
  const isElsewhere = classNames.some((name, index) => names.includes(name) && names[index] !== name);
  if (isElsewhere)
    return `the file's classes are ${names.join(", ")}, in this order, but classes lists ${classNames.join(", ")}`;
  return undefined;
}
