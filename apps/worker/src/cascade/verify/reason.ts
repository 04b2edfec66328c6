import type { Pixels } from "../../decode/pixels.ts";
import { longSide } from "../stage.ts";
import type { Box, Finding } from "../stage.ts";
import { cropLine } from "../text-line/line-crop.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

/** Narrower logos have less than three pixels for a letter, and people cannot read them either. */
const READABLE_WIDTH_PX = 20;
/** Letters run into each other below this: sharp logos measure 0.4 to 6, blurred by a sigma of 2 pixels 0.03 to 0.14. */
const READABLE_SHARPNESS = 0.15;
/** A larger crop is scaled down: blur that is gone then does not matter for reading. */
const MAX_HEIGHT_PX = 48;

type Reason = Finding["reason"];

/**
 * Why a proposal was not read as the name.
 *
 * @param box in pixels of the original
 * @param view the same place in `pixels`, turned upright
 */
export function reasonOf(box: Box, pixels: Pixels, view: RotatedBox): Reason {
  if (sizeReasonOf(box) === "too_small") return "too_small";
  const height = Math.min(MAX_HEIGHT_PX, Math.ceil(view.height));
  const crop = cropLine(pixels, view, Math.ceil((height * view.width) / view.height), height);
  return sharpness(crop) < READABLE_SHARPNESS ? "too_blurred" : "unlike";
}

/** The reason by the size alone. */
export const sizeReasonOf = (box: Box): Reason => (longSide(box) < READABLE_WIDTH_PX ? "too_small" : "unlike");

/**
 * Variance of the Laplacian of the green channel, a common measure of focus (Pech-Pacheco et al., 2000), divided by
 * the variance of the channel itself, so that contrast does not matter. 0 for one colour.
 */
export function sharpness({ data, width, height }: Pixels): number {
  const green = (x: number, y: number): number => data[(y * width + x) * 3 + 1]!;
  const [levels, edges] = [createVariance(), createVariance()];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const around = green(x - 1, y) + green(x + 1, y) + green(x, y - 1) + green(x, y + 1);
      levels.add(green(x, y));
      edges.add(around - 4 * green(x, y));
    }
  }
  return levels.value() === 0 ? 0 : edges.value() / levels.value();
}

function createVariance(): { add(value: number): void; value(): number } {
  let [count, sum, squares] = [0, 0, 0];
  return {
    add(value) {
      count += 1;
      sum += value;
      squares += value * value;
    },
    value: () => (count === 0 ? 0 : squares / count - (sum / count) ** 2),
  };
}
