import type { Pixels } from "../../decode/pixels.ts";
import type { Memory } from "../../inference/memory.ts";
import type { TensorValue } from "../../inference/session.ts";

/** For each channel of the picture (R, G, B): value = (byte / 255 - mean) / deviation. */
export interface Normalisation {
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
}

/** Planes in the order blue, green, red, as PP-OCR was trained with OpenCV's pictures: `[1, 3, height, width]`. */
export function bgrTensor(
  { data, width, height }: Pixels,
  { mean, deviation }: Normalisation,
  memory: Memory,
): TensorValue {
  const plane = width * height;
  const values = new Float32Array(memory(3 * plane * Float32Array.BYTES_PER_ELEMENT), 0, 3 * plane);
  for (let channel = 0; channel < 3; channel += 1) {
    const scale = 1 / (255 * deviation[channel]!);
    const shift = mean[channel]! / deviation[channel]!;
    const start = (2 - channel) * plane;
    for (let i = 0, at = channel; i < plane; i += 1, at += 3) values[start + i] = data[at]! * scale - shift;
  }
  return { dims: [1, 3, height, width], data: values };
}
