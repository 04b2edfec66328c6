import type { Field } from "../geometry/field.ts";

/** Parts of a mark are compared by themselves: this many pixels wide and high, each half over the next. */
const PART_PX = 14;
/** Parts with less edge than this share of the mean say nothing. */
const LEAST_SHARE = 0.2;

/**
 * How like each other two fields are in each part, -1..1. A frame around other letters is alike as a whole, but not in
 * its parts.
 */
export function partsAlike(mark: Field, place: Field): number[] {
  const parts = partsOf(mark).map((part) => productsIn(part, mark, place));
  const mean = parts.reduce((sum, { own }) => sum + own, 0) / parts.length;
  return parts
    .filter(({ own }) => own >= LEAST_SHARE * mean)
    .map(({ both, own, other }) => both / Math.sqrt(own * (other + 0.1 * mean)));
}

interface Part {
  x1: number;
  y1: number;
  x2: number;
  y2: number;
}

function partsOf({ width, height }: Field): Part[] {
  const parts: Part[] = [];
  for (const [y1, y2] of spansOf(height)) for (const [x1, x2] of spansOf(width)) parts.push({ x1, y1, x2, y2 });
  return parts;
}

function spansOf(length: number): Array<[number, number]> {
  const count = Math.max(1, Math.round((2 * length) / PART_PX) - 1);
  const span = (2 * length) / (count + 1);
  return Array.from({ length: count }, (_, i) => [Math.round((i * span) / 2), Math.round(((i + 2) * span) / 2)]);
}

function productsIn({ x1, y1, x2, y2 }: Part, mark: Field, place: Field): { both: number; own: number; other: number } {
  let [both, own, other] = [0, 0, 0];
  for (let plane = 0; plane < 2; plane += 1)
    for (let y = y1; y < y2; y += 1)
      for (let x = x1; x < x2; x += 1) {
        const at = (plane * mark.height + y) * mark.width + x;
        const [a, b] = [mark.data[at]!, place.data[at]!];
        both += a * b;
        own += a * a;
        other += b * b;
      }
  return { both, own, other };
}

/** The share of parts, the least alike, that a place is measured by: a frame alone has no letters in it. */
const WORST_SHARE = 1 / 3;

/** One number for all parts, -1..1. */
export function likenessOf(parts: readonly number[]): number {
  const worst = parts.toSorted((a, b) => a - b).slice(0, Math.max(1, Math.round(parts.length * WORST_SHARE)));
  return worst.reduce((sum, part) => sum + part, 0) / worst.length;
}
