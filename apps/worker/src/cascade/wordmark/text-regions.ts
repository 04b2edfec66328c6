import { grownBox, minimumAreaBox } from "./rotated-box.ts";
import type { Point, RotatedBox } from "./rotated-box.ts";

/** How likely each pixel belongs to text: `width * height` values of 0..1, row by row. */
export interface TextMap {
  data: Float32Array;
  width: number;
  height: number;
}

export interface TextRegion {
  box: RotatedBox;
  /** Mean of the map below the box, before it was grown. */
  score: number;
}

// As PaddleOCR's DBPostProcess has them for PP-OCR (box_thresh 0.6 and unclip_ratio 1.6 are its mobile values).
const PIXEL_THRESHOLD = 0.3;
const MIN_SIDE_PX = 3;
export interface RegionOptions {
  boxThreshold?: number;
  unclip?: number;
  /** The regions kept are the highest scored. */
  maxRegions?: number;
}

/**
 * Boxes around the text in a map: connected pixels, the smallest rectangle around them, grown because the
 * map marks only the core of a line (Liao et al., "Real-time Scene Text Detection with Differentiable
 * Binarization", 2020: by area * unclip / perimeter).
 */
export function textRegions(map: TextMap, options: RegionOptions = {}): TextRegion[] {
  const { boxThreshold = 0.6, unclip = 1.6, maxRegions = 100 } = options;
  const regions: TextRegion[] = [];
  for (const outline of outlines(map)) {
    const core = minimumAreaBox(outline);
    if (core.height < MIN_SIDE_PX) continue;
    const score = meanBelow(map, core);
    if (score < boxThreshold) continue;
    const distance = (core.width * core.height * unclip) / (2 * (core.width + core.height));
    regions.push({ box: grownBox(core, distance), score });
  }
  return regions.sort((a, b) => b.score - a.score).slice(0, maxRegions);
}

/** For each group of touching pixels (8 neighbours), the ends of its rows: all a convex hull needs. */
function* outlines({ data, width, height }: TextMap): Generator<Point[]> {
  const seen = new Uint8Array(width * height);
  const stack = new Int32Array(width * height);
  for (let start = 0; start < data.length; start += 1) {
    if (seen[start] === 1 || data[start]! <= PIXEL_THRESHOLD) continue;
    const rows = new Map<number, [left: number, right: number]>();
    let depth = 0;
    stack[depth++] = start;
    seen[start] = 1;
    while (depth > 0) {
      const at = stack[(depth -= 1)]!;
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
          stack[depth++] = next;
        }
      }
    }
    yield [...rows].flatMap(([y, [left, right]]) => [
      { x: left + 0.5, y: y + 0.5 },
      { x: right + 0.5, y: y + 0.5 },
    ]);
  }
}

function meanBelow({ data, width, height }: TextMap, box: RotatedBox): number {
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  const reach = Math.hypot(box.width, box.height) / 2;
  const { centre } = box;
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, Math.floor(centre.y - reach)); y < Math.min(height, centre.y + reach); y += 1) {
    for (let x = Math.max(0, Math.floor(centre.x - reach)); x < Math.min(width, centre.x + reach); x += 1) {
      const [dx, dy] = [x + 0.5 - centre.x, y + 0.5 - centre.y];
      if (Math.abs(dx * cos + dy * sin) > box.width / 2 || Math.abs(dy * cos - dx * sin) > box.height / 2) continue;
      sum += data[y * width + x]!;
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}
