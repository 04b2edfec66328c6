import type { Pixels } from "../../decode/pixels.ts";
import type { Box, Finding } from "../stage.ts";

/** Narrower logos have less than three pixels for a letter, and people cannot read them either. */
const READABLE_WIDTH_PX = 20;
/** Variance of the Laplacian below which letters run into each other. Measured on blurred logos. */
const SHARP_VARIANCE = 6;

/** Why a proposal may not have been read. */
export function reasonOf({ x1, y1, x2, y2 }: Box, line: Pixels): Finding["reason"] {
  if (Math.max(x2 - x1, y2 - y1) < READABLE_WIDTH_PX) return "too_small";
  return sharpness(line) < SHARP_VARIANCE ? "too_blurred" : "unlike";
}

/** Variance of the Laplacian of the green channel: a common measure of focus (Pech-Pacheco et al., 2000). */
export function sharpness({ data, width, height }: Pixels): number {
  const green = (x: number, y: number): number => data[(y * width + x) * 3 + 1]!;
  let [count, sum, squares] = [0, 0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const value = green(x - 1, y) + green(x + 1, y) + green(x, y - 1) + green(x, y + 1) - 4 * green(x, y);
      count += 1;
      sum += value;
      squares += value * value;
    }
  }
  return count === 0 ? 0 : squares / count - (sum / count) ** 2;
}
