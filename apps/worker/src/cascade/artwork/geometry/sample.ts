import { compose, cornersOf, scaling } from "./homography.ts";
import type { Homography } from "./homography.ts";
import type { Samples } from "./field.ts";

// Looking up a global for each pixel is slow in contexts of the vm module.
const { floor, max, min } = Math;

/**
 * Fills a rectangle at the origin with the samples that the map leads to, between pixels by bilinear interpolation.
 * Coordinates are continuous: the first pixel covers 0 to 1. Outside the picture its border is repeated.
 */
export function sample(source: Samples, map: Homography, width: number, height: number): Samples {
  const { data, channels } = source;
  const out = new Float32Array(width * height * channels);
  const [right, bottom] = [source.width - 1, source.height - 1];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x + 0.5, y + 0.5];
      const w = map[6]! * u + map[7]! * v + map[8]!;
      const px = min(right, max(0, (map[0]! * u + map[1]! * v + map[2]!) / w - 0.5));
      const py = min(bottom, max(0, (map[3]! * u + map[4]! * v + map[5]!) / w - 0.5));
      const [left, top] = [floor(px), floor(py)];
      const [fx, fy] = [px - left, py - top];
      const a = (top * source.width + left) * channels;
      const b = a + (left < right ? channels : 0);
      const down = top < bottom ? source.width * channels : 0;
      for (let c = 0; c < channels; c += 1) {
        const upper = data[a + c]! * (1 - fx) + data[b + c]! * fx;
        const lower = data[a + down + c]! * (1 - fx) + data[b + down + c]! * fx;
        out[(y * width + x) * channels + c] = upper * (1 - fy) + lower * fy;
      }
    }
  }
  return { data: out, width, height, channels };
}

/** The area that a rectangle has where the map puts it, by the shoelace formula; negative where it is turned over. */
export function mappedArea(map: Homography, size: { width: number; height: number }): number {
  const corners = cornersOf(map, size);
  return corners.reduce((sum, { x, y }, i) => {
    const next = corners[(i + 1) % corners.length]!;
    return sum + (x * next.y - next.x * y) / 2;
  }, 0);
}

/** Supersampled: `sample` alone would skip pixels. */
export function reduced(source: Samples, map: Homography, width: number, height: number): Samples {
  const times = 4;
  const many = sample(source, compose(map, scaling(1 / times)), width * times, height * times);
  const { channels } = source;
  const out = new Float32Array(width * height * channels);
  for (let y = 0; y < height * times; y += 1)
    for (let x = 0; x < width * times; x += 1)
      for (let c = 0; c < channels; c += 1)
        out[(floor(y / times) * width + floor(x / times)) * channels + c]! +=
          many.data[(y * width * times + x) * channels + c]! / times ** 2;
  return { data: out, width, height, channels };
}
