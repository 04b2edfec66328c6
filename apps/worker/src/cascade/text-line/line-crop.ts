import type { Pixels } from "../../decode/pixels.ts";
import type { RotatedBox } from "./rotated-box.ts";

/** Samples for one pixel along each axis. More are of no use: letters this small are blurred anyway. */
const MAX_SAMPLES = 4;

/**
 * Cuts out a rotated box and turns it upright, scaled to `width` x `height` pixels, with the reading direction from
 * left to right. When it is scaled down, each pixel is the mean of several samples (area sampling): thin strokes
 * would break otherwise. Samples are interpolated between pixel centres; beyond the edge, its colour is used.
 *
 * Written out for the three channels in one loop: this takes half the time of a function for each sample.
 */
export function cropLine(
  source: Pixels,
  box: RotatedBox,
  width: number,
  height: number,
  maxSamples = MAX_SAMPLES,
): Pixels {
  const samplesX = Math.min(maxSamples, Math.max(1, Math.ceil(box.width / width)));
  const samplesY = Math.min(maxSamples, Math.max(1, Math.ceil(box.height / height)));
  const samples = samplesX * samplesY;
  const sampleX = Float64Array.from({ length: samples }, (_, sample) => (sample % samplesX) + 0.5);
  const sampleY = Float64Array.from({ length: samples }, (_, sample) => Math.floor(sample / samplesX) + 0.5);
  const stepU = box.width / (width * samplesX);
  const stepV = box.height / (height * samplesY);
  const cos = Math.cos(box.angle);
  const sin = Math.sin(box.angle);
  const lastX = source.width - 1;
  const lastY = source.height - 1;
  const pixels = source.data;
  const data = new Uint8Array(width * height * 3);
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 3) {
      let [red, green, blue] = [0, 0, 0];
      for (let sample = 0; sample < samples; sample += 1) {
        const u = (column * samplesX + sampleX[sample]!) * stepU - box.width / 2;
        const v = (row * samplesY + sampleY[sample]!) * stepV - box.height / 2;
        const x = Math.min(Math.max(box.centre.x + u * cos - v * sin - 0.5, 0), lastX);
        const y = Math.min(Math.max(box.centre.y + u * sin + v * cos - 0.5, 0), lastY);
        const left = Math.floor(x);
        const top = Math.floor(y);
        // The four pixels around the point, and their shares.
        const a = 3 * (top * source.width + left);
        const b = left < lastX ? a + 3 : a;
        const c = top < lastY ? a + 3 * source.width : a;
        const d = c + b - a;
        const p = (1 - x + left) * (1 - y + top);
        const q = (x - left) * (1 - y + top);
        const r = (1 - x + left) * (y - top);
        const s = (x - left) * (y - top);
        red += pixels[a]! * p + pixels[b]! * q + pixels[c]! * r + pixels[d]! * s;
        green += pixels[a + 1]! * p + pixels[b + 1]! * q + pixels[c + 1]! * r + pixels[d + 1]! * s;
        blue += pixels[a + 2]! * p + pixels[b + 2]! * q + pixels[c + 2]! * r + pixels[d + 2]! * s;
      }
      data[to] = red / samples + 0.5;
      data[to + 1] = green / samples + 0.5;
      data[to + 2] = blue / samples + 0.5;
    }
  }
  return { data, width, height };
}
