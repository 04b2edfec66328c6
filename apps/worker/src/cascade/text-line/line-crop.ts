import type { Pixels } from "../../decode/pixels.ts";
import type { RotatedBox } from "./rotated-box.ts";

/** Samples for one pixel along each axis. More are of no use: letters this small are blurred anyway. */
const MAX_SAMPLES = 4;

/**
 * Cuts out a rotated box and turns it upright, scaled to `width` x `height` pixels, with the reading direction from
 * left to right. When it is scaled down, each pixel is the mean of several samples (area sampling): thin strokes
 * would break otherwise.
 */
export function cropLine(
  source: Pixels,
  box: RotatedBox,
  width: number,
  height: number,
  maxSamples = MAX_SAMPLES,
): Pixels {
  const stepX = box.width / width;
  const stepY = box.height / height;
  const samplesX = Math.min(maxSamples, Math.max(1, Math.ceil(stepX)));
  const samplesY = Math.min(maxSamples, Math.max(1, Math.ceil(stepY)));
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const data = new Uint8Array(width * height * 3);
  const sum = new Float64Array(3);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      sum.fill(0);
      for (let sy = 0; sy < samplesY; sy += 1) {
        const v = (row + (sy + 0.5) / samplesY) * stepY - box.height / 2;
        for (let sx = 0; sx < samplesX; sx += 1) {
          const u = (column + (sx + 0.5) / samplesX) * stepX - box.width / 2;
          addSample(sum, source, box.centre.x + u * cos - v * sin, box.centre.y + u * sin + v * cos);
        }
      }
      const at = (row * width + column) * 3;
      for (let channel = 0; channel < 3; channel += 1) data[at + channel] = sum[channel]! / (samplesX * samplesY) + 0.5;
    }
  }
  return { data, width, height };
}

/** Adds the colour at a point, interpolated between pixel centres. Beyond the edge, the colour of the edge is used. */
function addSample(sum: Float64Array, { data, width, height }: Pixels, x: number, y: number): void {
  const px = Math.min(Math.max(x - 0.5, 0), width - 1);
  const py = Math.min(Math.max(y - 0.5, 0), height - 1);
  const [left, top] = [Math.floor(px), Math.floor(py)];
  const [fx, fy] = [px - left, py - top];
  const right = Math.min(left + 1, width - 1);
  const bottom = Math.min(top + 1, height - 1);
  for (let channel = 0; channel < 3; channel += 1) {
    const above =
      data[(top * width + left) * 3 + channel]! * (1 - fx) + data[(top * width + right) * 3 + channel]! * fx;
    const below =
      data[(bottom * width + left) * 3 + channel]! * (1 - fx) + data[(bottom * width + right) * 3 + channel]! * fx;
    sum[channel] = sum[channel]! + above * (1 - fy) + below * fy;
  }
}
