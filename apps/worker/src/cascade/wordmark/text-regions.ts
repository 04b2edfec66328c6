import { grownBox, minimumAreaBox } from "../text-line/rotated-box.ts";
import type { Point, RotatedBox } from "../text-line/rotated-box.ts";

/** The probability of text at each pixel: `width * height` values of 0..1, row by row. */
export interface TextMap {
  data: Float32Array;
  width: number;
  height: number;
}

export interface TextRegion {
  box: RotatedBox;
  /** Mean of the map inside the box, before the box was enlarged: 0..1. */
  score: number;
}

// From PaddleOCR's DBPostProcess for PP-OCR, like the defaults of the options below (its values for mobile models).
const PIXEL_THRESHOLD = 0.3;
const MIN_SIDE_PX = 3;

export interface RegionOptions {
  /** The lowest score of a region, 0..1. */
  boxThreshold?: number;
  /** How far boxes are enlarged: by area * unclip / perimeter. */
  unclip?: number;
  /** The regions with the highest scores are kept. */
  maxRegions?: number;
}

/**
 * Boxes around the text in a map, in its pixels: the smallest rectangle around each group of connected pixels,
 * enlarged because the map covers only the core of a line (Liao et al., AAAI 2020, "Differentiable Binarization").
 */
export function textRegions(map: TextMap, options: RegionOptions = {}): TextRegion[] {
  const { boxThreshold = 0.6, unclip = 1.6, maxRegions = 100 } = options;
  const regions: TextRegion[] = [];
  for (const outline of outlines(map)) {
    const core = minimumAreaBox(outline);
    if (core.height < MIN_SIDE_PX) continue;
    const score = meanInside(map, core);
    if (score < boxThreshold) continue;
    const distance = (core.width * core.height * unclip) / (2 * (core.width + core.height));
    regions.push({ box: grownBox(core, distance), score });
  }
  return regions.sort((a, b) => b.score - a.score).slice(0, maxRegions);
}

/**
 * For each group of connected pixels (8 neighbours), the ends of its rows: a convex hull needs no other points.
 * Flood fill with its own stack, which holds each pixel at most once.
 */
function* outlines({ data, width, height }: TextMap): Generator<Point[]> {
  const seen = new Uint8Array(width * height);
  const stack = new Int32Array(width * height);
  for (let start = 0; start < data.length; start += 1) {
    if (seen[start] === 1 || data[start]! <= PIXEL_THRESHOLD) continue;
    const rows = new Map<number, [left: number, right: number]>();
    let depth = 0;
    stack[depth] = start;
    depth += 1;
    seen[start] = 1;
    while (depth > 0) {
      depth -= 1;
      const at = stack[depth]!;
      const x = at % width;
      const y = (at - x) / width;
      const row = rows.get(y);
      if (row === undefined) rows.set(y, [x, x]);
      else if (x < row[0]) row[0] = x;
      else if (x > row[1]) row[1] = x;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny += 1) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
          const next = ny * width + nx;
          if (seen[next] === 1 || data[next]! <= PIXEL_THRESHOLD) continue;
          seen[next] = 1;
          stack[depth] = next;
          depth += 1;
        }
      }
    }
    yield [...rows].flatMap(([y, [left, right]]) => [
      { x: left + 0.5, y: y + 0.5 },
      { x: right + 0.5, y: y + 0.5 },
    ]);
  }
}

function meanInside({ data, width, height }: TextMap, box: RotatedBox): number {
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const radius = Math.hypot(box.width, box.height) / 2;
  const { centre } = box;
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor(centre.y - radius)); y < Math.min(height, centre.y + radius); y += 1) {
    for (let x = Math.max(0, Math.floor(centre.x - radius)); x < Math.min(width, centre.x + radius); x += 1) {
      const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y];
      if (Math.abs(dx * cos + dy * sin) > box.width / 2 || Math.abs(dy * cos - dx * sin) > box.height / 2) continue;
      sum += data[y * width + x]!;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
