import type { Region } from "../../decode/pixels.ts";
import type { Size } from "./letterbox.ts";

export interface Tiling {
  /** Tiles along the long side. The short side gets as many as make them about square. */
  across: number;
  /** Fraction of a tile shared with the next one: at least the size of the logo, or a seam may cut it. */
  overlap: number;
}

/** Overlapping regions that cover the picture: a small logo appears larger in them. */
export function tileRegions({ width, height }: Size, { across, overlap }: Tiling): Region[] {
  const along = Math.max(1, Math.round((across * Math.min(width, height)) / Math.max(width, height)));
  const [columns, rows] = width >= height ? [across, along] : [along, across];
  const lefts = spans(width, columns, overlap);
  const tops = spans(height, rows, overlap);
  return tops.flatMap((down) =>
    lefts.map((right) => ({ left: right.start, top: down.start, width: right.length, height: down.length })),
  );
}

function spans(total: number, count: number, overlap: number): { start: number; length: number }[] {
  const length = Math.min(total, Math.ceil(total / (count - (count - 1) * overlap)));
  const last = total - length;
  return Array.from({ length: count }, (_, i) => ({
    start: count === 1 ? 0 : Math.round((last * i) / (count - 1)),
    length,
  }));
}
