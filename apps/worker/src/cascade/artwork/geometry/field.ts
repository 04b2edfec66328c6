// Looking up a global for each pixel is slow in contexts of the vm module.
const { max, min, sqrt } = Math;

/** Interleaved 8-bit samples, row by row. */
export interface Samples {
  data: Uint8Array | Float32Array;
  width: number;
  height: number;
  channels: number;
}

/**
 * The directions of edges at each pixel, as vectors of twice their angle: light on dark and dark on light are the
 * same, so a mark is the same in every colour. First all cosines, then all sines.
 */
export interface Field {
  data: Float32Array;
  width: number;
  height: number;
}

/** Edges are compared with the contrast around them: this far, in pixels. */
const CONTRAST_RADIUS_PX = 6;
/** Contrast of even surfaces, in levels of 0..255 from pixel to pixel: noise, not edges. */
const NOISE_LEVELS = 5;

/** From the structure tensor of all channels together (Di Zenzo 1986), so that red on green has edges too. */
export function fieldOf({ data, width, height, channels }: Samples): Field {
  const size = width * height;
  const [along, across, strength] = [new Float32Array(size), new Float32Array(size), new Float32Array(size)];
  for (let y = 0; y < height; y += 1) {
    const [above, below] = [max(0, y - 1) * width, min(height - 1, y + 1) * width];
    for (let x = 0; x < width; x += 1) {
      const [left, right] = [(y * width + max(0, x - 1)) * channels, (y * width + min(width - 1, x + 1)) * channels];
      const [top, bottom] = [(above + x) * channels, (below + x) * channels];
      let xx = 0;
      let yy = 0;
      let xy = 0;
      for (let c = 0; c < channels; c += 1) {
        const gx = data[right + c]! - data[left + c]!;
        const gy = data[bottom + c]! - data[top + c]!;
        xx += gx * gx;
        yy += gy * gy;
        xy += gx * gy;
      }
      const at = y * width + x;
      along[at] = xx - yy;
      across[at] = 2 * xy;
      strength[at] = xx + yy;
    }
  }
  for (const plane of [along, across, strength]) smooth(plane, width, height);
  const contrast = boxMean(strength, width, height, CONTRAST_RADIUS_PX);
  const field = new Float32Array(2 * size);
  for (let at = 0; at < size; at += 1) {
    const scale = 1 / (sqrt(strength[at]! * contrast[at]!) + 4 * channels * NOISE_LEVELS ** 2);
    field[at] = along[at]! * scale;
    field[size + at] = across[at]! * scale;
  }
  return { data: field, width, height };
}

/** [1 2 1] / 4 in both directions, in place. */
function smooth(plane: Float32Array, width: number, height: number): void {
  for (let y = 0; y < height; y += 1) {
    const row = y * width;
    let before = plane[row]!;
    for (let x = 0; x < width; x += 1) {
      const here = plane[row + x]!;
      const after = x + 1 < width ? plane[row + x + 1]! : here;
      plane[row + x] = (before + 2 * here + after) / 4;
      before = here;
    }
  }
  for (let x = 0; x < width; x += 1) {
    let before = plane[x]!;
    for (let y = 0; y < height; y += 1) {
      const at = y * width + x;
      const here = plane[at]!;
      const after = y + 1 < height ? plane[at + width]! : here;
      plane[at] = (before + 2 * here + after) / 4;
      before = here;
    }
  }
}

/** The mean within a square around each pixel, as far as it lies in the plane. */
function boxMean(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  const sums = sumTable(plane, width, height);
  const mean = new Float32Array(width * height);
  for (let y = 0; y < height; y += 1) {
    const [y1, y2] = [max(0, y - radius), min(height, y + radius + 1)];
    for (let x = 0; x < width; x += 1) {
      const [x1, x2] = [max(0, x - radius), min(width, x + radius + 1)];
      mean[y * width + x] = sumIn(sums, width, x1, y1, x2, y2) / ((x2 - x1) * (y2 - y1));
    }
  }
  return mean;
}

/** Sums of all that lies above and left of each corner of a pixel: `(width + 1) * (height + 1)` values. */
export function sumTable(plane: ArrayLike<number>, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1));
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) {
      row += plane[y * width + x]!;
      sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1]! + row;
    }
  }
  return sums;
}

/** The sum within a rectangle, of a table of a plane that is `width` wide. */
export function sumIn(sums: Float64Array, width: number, x1: number, y1: number, x2: number, y2: number): number {
  const stride = width + 1;
  return sums[y2 * stride + x2]! - sums[y1 * stride + x2]! - sums[y2 * stride + x1]! + sums[y1 * stride + x1]!;
}
