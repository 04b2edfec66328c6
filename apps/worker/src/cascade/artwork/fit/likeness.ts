import type { Field } from "../geometry/field.ts";

/** Parts of a mark are compared by themselves: this many pixels wide and high, each half over the next. */
const PART_PX = 14;
/** Parts with less edge than this share of the mean say nothing. */
const LEAST_SHARE = 0.2;
/** The weight of a part that is one straight edge: such edges are everywhere. */
const STRAIGHT_WEIGHT = 0.1;

/** How one part of a mark compares with the same part of a place. */
export interface ComparedPart {
  /** -1..1. */
  likeness: number;
  /** How much it says: more, the more directions its edges have. */
  weight: number;
}

/**
 * How like each other two fields are in each part. A frame around other letters is alike as a whole, but not in its
 * parts.
 */
export function comparedParts(mark: Field, place: Field): ComparedPart[] {
  const parts = partsOf(mark).map((part) => sumsIn(part, mark, place));
  const mean = parts.reduce((sum, { own }) => sum + own, 0) / parts.length;
  return parts
    .filter(({ own }) => own >= LEAST_SHARE * mean)
    .map(({ both, own, other, oneWay }) => ({
      likeness: both / Math.sqrt(own * (other + 0.1 * mean)),
      weight: Math.max(STRAIGHT_WEIGHT, 1 - oneWay ** 2),
    }));
}

/** The share of parts by weight, the least alike, that a place is measured by. */
const WORST_SHARE = 1 / 2;

/** One number for all parts, -1..1. */
export function likenessOf(parts: readonly ComparedPart[]): number {
  let left = WORST_SHARE * parts.reduce((sum, { weight }) => sum + weight, 0);
  let [sum, counted] = [0, 0];
  for (const { likeness, weight } of parts.toSorted((a, b) => a.likeness - b.likeness)) {
    const share = Math.min(weight, left);
    sum += share * likeness;
    counted += share;
    left -= share;
  }
  return counted === 0 ? 0 : sum / counted;
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

/** Sums of products of the fields, and how far the mark's edges have one direction, 0..1. */
function sumsIn({ x1, y1, x2, y2 }: Part, mark: Field, place: Field) {
  const size = mark.width * mark.height;
  let [both, own, other, cosines, sines, lengths] = [0, 0, 0, 0, 0, 1e-6];
  for (let y = y1; y < y2; y += 1)
    for (let x = x1; x < x2; x += 1) {
      const at = y * mark.width + x;
      const [a, b] = [mark.data[at]!, mark.data[size + at]!];
      const [c, d] = [place.data[at]!, place.data[size + at]!];
      both += a * c + b * d;
      own += a * a + b * b;
      other += c * c + d * d;
      cosines += a;
      sines += b;
      lengths += Math.hypot(a, b);
    }
  return { both, own, other, oneWay: Math.hypot(cosines, sines) / lengths };
}
