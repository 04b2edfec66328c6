import type { Pixels } from "../../decode/pixels.ts";
import type { Point, RotatedBox } from "./rotated-box.ts";

/** Samples for one pixel along each axis. More are of no use: letters this small are blurred anyway. */
const MAX_SAMPLES = 4;

/**
 * Cuts out a rotated box and turns it upright, scaled to `width` x `height` pixels, with the reading direction from
 * left to right. When it is scaled down, each pixel is the mean of several samples (area sampling): thin strokes
 * would break otherwise. Beyond the edge, its colour is used.
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
  const [stepU, stepV] = [box.width / (width * samplesX), box.height / (height * samplesY)];
  // The mean of several samples needs no interpolation between pixels.
  const addLine = samplesX > 1 && samplesY > 1 ? addNearest : addInterpolated;
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const u = (stepU - box.width) / 2;
  const data = new Uint8Array(width * height * 3);
  const sums = new Float64Array(width * 3);
  for (let row = 0; row < height; row += 1) {
    sums.fill(0);
    for (let sampleY = 0; sampleY < samplesY; sampleY += 1) {
      const v = (row * samplesY + sampleY + 0.5) * stepV - box.height / 2;
      const start = { x: box.centre.x + u * cos - v * sin, y: box.centre.y + u * sin + v * cos };
      addLine(source, start, { x: stepU * cos, y: stepU * sin }, samplesX, sums);
    }
    const start = row * sums.length;
    for (let at = 0; at < sums.length; at += 1) data[start + at] = sums[at]! / (samplesX * samplesY) + 0.5;
  }
  return { data, width, height };
}

/**
 * Adds samples along a line to the sums of red, green and blue, `samples` of them to each pixel. A sample is
 * interpolated between the centres of the four pixels around it. Written out for the three channels: a function for
 * each sample takes twice as long.
 */
function addInterpolated(source: Pixels, start: Point, step: Point, samples: number, sums: Float64Array): void {
  const { data, width, height } = source;
  const [lastX, lastY] = [width - 1, height - 1];
  let [x, y] = [start.x - 0.5, start.y - 0.5];
  for (let to = 0; to < sums.length; to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      const inX = x < 0 ? 0 : x > lastX ? lastX : x;
      const inY = y < 0 ? 0 : y > lastY ? lastY : y;
      const left = inX | 0;
      const top = inY | 0;
      // The four pixels around the point, and their shares.
      const a = 3 * (top * width + left);
      const b = left < lastX ? a + 3 : a;
      const c = top < lastY ? a + 3 * width : a;
      const d = c + b - a;
      const s = (inX - left) * (inY - top);
      const q = inX - left - s;
      const r = inY - top - s;
      const p = 1 - q - r - s;
      red += data[a]! * p + data[b]! * q + data[c]! * r + data[d]! * s;
      green += data[a + 1]! * p + data[b + 1]! * q + data[c + 1]! * r + data[d + 1]! * s;
      blue += data[a + 2]! * p + data[b + 2]! * q + data[c + 2]! * r + data[d + 2]! * s;
      x += step.x;
      y += step.y;
    }
    sums[to]! += red;
    sums[to + 1]! += green;
    sums[to + 2]! += blue;
  }
}

/** The same with the pixel that a sample lies in, in a quarter of the time. */
function addNearest(source: Pixels, start: Point, step: Point, samples: number, sums: Float64Array): void {
  const { data, width, height } = source;
  const [lastX, lastY] = [width - 1, height - 1];
  let { x, y } = start;
  for (let to = 0; to < sums.length; to += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      const column = x < 0 ? 0 : x > lastX ? lastX : x | 0;
      const row = y < 0 ? 0 : y > lastY ? lastY : y | 0;
      const at = 3 * (row * width + column);
      red += data[at]!;
      green += data[at + 1]!;
      blue += data[at + 2]!;
      x += step.x;
      y += step.y;
    }
    sums[to]! += red;
    sums[to + 1]! += green;
    sums[to + 2]! += blue;
  }
}
