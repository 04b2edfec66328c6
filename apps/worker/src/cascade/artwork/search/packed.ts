import type { Field } from "../geometry/field.ts";

/** Places are tried at every second pixel. */
export const STRIDE_PX = 2;
/** Cosine and sine at each of 2 x 2 pixels. */
export const PACKED_CHANNELS = 2 * STRIDE_PX ** 2;

/** A field whose pixels of 2 x 2 are channels of one: a convolution in steps of two becomes a fast one in steps of one. */
export interface Packed {
  data: Float32Array;
  width: number;
  height: number;
}

/**
 * Puts a field into a larger rectangle without edges around it.
 *
 * @param into where its values are written, at least `PACKED_CHANNELS * width * height` and all zero
 */
export function pack(
  { data, width, height }: Field,
  size: { width: number; height: number },
  offset: number,
  into = new Float32Array(PACKED_CHANNELS * size.width * size.height),
): Packed {
  for (let plane = 0; plane < 2; plane += 1)
    for (let y = 0; y < height; y += 1) {
      const row = y + offset;
      const channel = plane * 4 + (row % 2) * 2;
      const start = (row >> 1) * size.width;
      for (let x = 0; x < width; x += 1) {
        const column = x + offset;
        into[(channel + (column & 1)) * size.width * size.height + start + (column >> 1)] =
          data[(plane * height + y) * width + x]!;
      }
    }
  return { data: into, ...size };
}
