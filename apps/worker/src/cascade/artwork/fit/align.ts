import { fieldOf } from "../geometry/field.ts";
import type { Field, Samples } from "../geometry/field.ts";
import { compose, inverse, solve } from "../geometry/homography.ts";
import type { Homography } from "../geometry/homography.ts";
import { sample } from "../geometry/sample.ts";

/** A template with all that the search for its best place needs again and again. */
export interface Target {
  field: Field;
  /** The field with a mean of 0 and a length of 1. */
  unit: Float32Array;
  /** What each parameter of a homography changes, one row each. */
  slopes: readonly Float32Array[];
  hessian: readonly Float64Array[];
}

const PARAMETERS = 8;

export function targetOf(field: Field): Target {
  const unit = unitOf(field);
  const { width, height } = field;
  const slopes = Array.from({ length: PARAMETERS }, () => new Float32Array(unit.length));
  const scale = 2 / Math.max(width, height);
  for (let plane = 0; plane < 2; plane += 1)
    for (let y = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1) {
        const at = (plane * height + y) * width + x;
        const gx = (unit[at + (x + 1 < width ? 1 : 0)]! - unit[at - (x > 0 ? 1 : 0)]!) / 2;
        const gy = (unit[at + (y + 1 < height ? width : 0)]! - unit[at - (y > 0 ? width : 0)]!) / 2;
        const [u, v] = [(x + 0.5) * scale - (width * scale) / 2, (y + 0.5) * scale - (height * scale) / 2];
        const across = -(u * gx + v * gy);
        [gx * u, gx * v, gx, gy * u, gy * v, gy, across * u, across * v].forEach((slope, i) => {
          slopes[i]![at] = slope;
        });
      }
  const hessian = slopes.map((a) => Float64Array.from(slopes, (b) => dot(a, b)));
  return { field, unit, slopes, hessian };
}

export interface Aligned {
  /** From the target's rectangle to the picture. */
  map: Homography;
  /** Correlation of the fields, -1..1. */
  score: number;
}

function unitAt(picture: Samples, { field: { width, height } }: Target, map: Homography): Float32Array {
  return unitOf(fieldOf(sample(picture, map, width, height)));
}

/**
 * Improves a map step by step (inverse compositional Lucas-Kanade, Baker and Matthews 2004).
 *
 * @param parameters 6 for an affine map, 8 for a projective one
 */
export function align(picture: Samples, target: Target, start: Homography, steps: number, parameters: 6 | 8): Aligned {
  let map = start;
  let unit = unitAt(picture, target, map);
  let score = dot(unit, target.unit);
  let damping = 0.02;
  for (let step = 0; step < steps; step += 1) {
    const next = stepFrom(target, unit, map, damping, parameters);
    if (next === undefined) break;
    const nextUnit = unitAt(picture, target, next);
    const nextScore = dot(nextUnit, target.unit);
    if (nextScore <= score) {
      if (damping > 1) break;
      damping *= 5;
      continue;
    }
    const gain = nextScore - score;
    [map, unit, score] = [next, nextUnit, nextScore];
    damping = Math.max(0.005, damping / 3);
    if (gain < 0.002) break;
  }
  return { map, score };
}

function stepFrom(
  target: Target,
  unit: Float32Array,
  map: Homography,
  damping: number,
  parameters: number,
): Homography | undefined {
  const { slopes, hessian, field } = target;
  const difference = unit.map((value, i) => value - target.unit[i]!);
  const right = Float64Array.from(slopes.slice(0, parameters), (slope) => dot(slope, difference));
  const damped = hessian.slice(0, parameters).map((row, i) => {
    const kept = row.slice(0, parameters);
    kept[i]! *= 1 + damping;
    return kept;
  });
  const change = solve(damped, right);
  if (change === undefined) return undefined;
  const scale = 2 / Math.max(field.width, field.height);
  const [cx, cy] = [field.width / 2, field.height / 2];
  const c = (i: number): number => change[i] ?? 0;
  // In coordinates around the centre, where the parameters are of one size.
  const warp = [
    1 + c(0) * scale,
    c(1) * scale,
    c(2),
    c(3) * scale,
    1 + c(4) * scale,
    c(5),
    c(6) * scale * scale,
    c(7) * scale * scale,
    1,
  ];
  const centred = compose([1, 0, cx, 0, 1, cy, 0, 0, 1], compose(warp, [1, 0, -cx, 0, 1, -cy, 0, 0, 1]));
  return compose(map, inverse(centred));
}

function unitOf({ data }: Field): Float32Array {
  const unit = new Float32Array(data.length);
  const half = data.length / 2;
  for (let plane = 0; plane < 2; plane += 1) {
    let mean = 0;
    for (let i = plane * half; i < (plane + 1) * half; i += 1) mean += data[i]! / half;
    for (let i = plane * half; i < (plane + 1) * half; i += 1) unit[i] = data[i]! - mean;
  }
  const length = Math.sqrt(dot(unit, unit)) + 1e-3;
  return unit.map((value) => value / length);
}

export function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
