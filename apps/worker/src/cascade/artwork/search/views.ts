import { fieldOf } from "../geometry/field.ts";
import type { Samples } from "../geometry/field.ts";
import { compose, cornersOf, inverse } from "../geometry/homography.ts";
import type { Homography } from "../geometry/homography.ts";
import { reduced } from "../geometry/sample.ts";

/** What turns and narrows a mark around its centre: two rows of a matrix. */
export type Look = readonly [number, number, number, number];

/** One look of the mark: turned, and seen from a side. */
export interface View {
  /** The look itself, around the origin. */
  look: Look;
  /** Zero outside the mark, mean 0 and length 1 inside. */
  weights: Float32Array;
  width: number;
  height: number;
  /** From the rectangle of the coarse target to the view. */
  map: Homography;
  /** Pixels of the view that the mark covers. */
  area: number;
}

export function viewOf(artwork: Samples, coarse: Samples, look: Look): View {
  const [a, b, c, d] = look;
  const centred: Homography = compose(
    [a, b, 0, c, d, 0, 0, 0, 1],
    [1, 0, -coarse.width / 2, 0, 1, -coarse.height / 2, 0, 0, 1],
  );
  const corners = cornersOf(centred, coarse);
  const reach = (axis: "x" | "y"): number => Math.ceil(Math.max(...corners.map((corner) => Math.abs(corner[axis]))));
  const [width, height] = [2 * reach("x"), 2 * reach("y")];
  const map = compose([1, 0, width / 2, 0, 1, height / 2, 0, 0, 1], centred);
  const enlarge: Homography = [artwork.width / coarse.width, 0, 0, 0, artwork.height / coarse.height, 0, 0, 0, 1];
  const back = inverse(map);
  const field = fieldOf(reduced(artwork, compose(enlarge, back), width, height));
  const inside = insideOf(back, coarse, width, height);
  const weights = centredWeights(field.data, inside);
  return { look, weights, width, height, map, area: inside.reduce((sum, each) => sum + each, 0) };
}

function insideOf(
  back: Homography,
  size: { width: number; height: number },
  width: number,
  height: number,
): Uint8Array {
  const inside = new Uint8Array(width * height);
  for (let i = 0; i < inside.length; i += 1) {
    const [x, y] = [(i % width) + 0.5, Math.floor(i / width) + 0.5];
    const u = back[0]! * x + back[1]! * y + back[2]!;
    const v = back[3]! * x + back[4]! * y + back[5]!;
    inside[i] = u >= 0 && v >= 0 && u <= size.width && v <= size.height ? 1 : 0;
  }
  return inside;
}

function centredWeights(field: Float32Array, inside: Uint8Array): Float32Array {
  const size = inside.length;
  const count = inside.reduce((sum, each) => sum + each, 0);
  const weights = new Float32Array(2 * size);
  for (const plane of [0, size]) {
    let mean = 0;
    for (let i = 0; i < size; i += 1) mean += (field[plane + i]! * inside[i]!) / count;
    for (let i = 0; i < size; i += 1) weights[plane + i] = (field[plane + i]! - mean) * inside[i]!;
  }
  const length = Math.hypot(...weights) + 1e-6;
  return weights.map((value) => value / length);
}
