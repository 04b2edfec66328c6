import { sumIn, sumTable } from "../geometry/field.ts";
import type { Field } from "../geometry/field.ts";
import { STRIDE_PX } from "./packed.ts";
import type { View } from "./views.ts";

// Looking up a global for each pixel is slow in contexts of the vm module.
const { floor, max, min, sqrt } = Math;

/** A place where a view fits. */
export interface Hit {
  view: View;
  /** The top left corner of the view, in pixels of the field. */
  x: number;
  y: number;
  /** Correlation of the fields, -1..1. */
  score: number;
}

/** Products of a view and a field at every place, the first one `border` pixels left of and above the field. */
export interface Products {
  data: Float32Array;
  columns: number;
  border: number;
}

/** Without it any speck would be like any mark: a share of the edges that a mark of the size has. */
const LEAST_ENERGY = 0.02;

/** All places where a view fits better than in the places around it, and at least so well. */
export function hitsOf(view: View, { data, columns, border }: Products, energy: Energy, least: number): Hit[] {
  const rows = min(data.length / columns, placesOf(energy.height, view.height, border));
  const usable = min(columns, placesOf(energy.width, view.width, border));
  const share = view.area / (view.width * view.height);
  const scores = new Float32Array(data.length);
  const hits: Hit[] = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < usable; column += 1) {
      const at = row * columns + column;
      if (data[at]! <= 0) continue;
      const within = energyIn(energy, column * STRIDE_PX - border, row * STRIDE_PX - border, view);
      scores[at] = data[at]! / sqrt(within * share + LEAST_ENERGY * view.area);
    }
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < usable; column += 1) {
      const score = scores[row * columns + column]!;
      if (score < least || !isPeak(scores, columns, row, column)) continue;
      hits.push({ view, x: column * STRIDE_PX - border, y: row * STRIDE_PX - border, score });
    }
  return hits;
}

const placesOf = (length: number, view: number, border: number): number =>
  floor((length + 2 * border - view) / STRIDE_PX) + 1;

function isPeak(scores: Float32Array, columns: number, row: number, column: number): boolean {
  const score = scores[row * columns + column]!;
  const last = scores.length / columns - 1;
  for (let r = max(0, row - 2); r <= min(last, row + 2); r += 1)
    for (let c = max(0, column - 2); c <= min(columns - 1, column + 2); c += 1)
      if (scores[r * columns + c]! > score) return false;
  return true;
}

/** How much edge there is in any rectangle of a field. */
export interface Energy {
  sums: Float64Array;
  width: number;
  height: number;
}

export function energyOf({ data, width, height }: Field): Energy {
  const size = width * height;
  const squares = new Float32Array(size);
  for (let i = 0; i < size; i += 1) squares[i] = data[i]! ** 2 + data[size + i]! ** 2;
  return { sums: sumTable(squares, width, height), width, height };
}

function energyIn({ sums, width, height }: Energy, x: number, y: number, view: View): number {
  const [x1, y1] = [max(0, x), max(0, y)];
  return sumIn(sums, width, x1, y1, min(width, x + view.width), min(height, y + view.height));
}
