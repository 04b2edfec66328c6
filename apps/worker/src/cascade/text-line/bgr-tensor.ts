import type { Pixels } from "../../decode/pixels.ts";
import type { Memory } from "../../onnx/memory.ts";
import type { TensorValue } from "../../onnx/session.ts";

/** Input value of a byte, for each channel (R, G, B): (byte / 255 - mean) / deviation. */
export interface Normalisation {
  mean: readonly [number, number, number];
  deviation: readonly [number, number, number];
}

/**
 * The input of PP-OCR: `[1, 3, height, width]`, with planes in the order blue, green, red, because it is trained with
 * pictures of OpenCV.
 */
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
