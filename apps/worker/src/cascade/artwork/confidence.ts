import type { Place } from "./locate.ts";

/** Fitted to places in development photos with and without the mark: see docs/brands.md. */
const INTERCEPT = -11.5;
const LIKENESS_WEIGHT = 25;

/** How likely a place is the mark, 0..1. */
export function confidenceOf({ likeness }: Pick<Place, "likeness">): number {
  return 1 / (1 + Math.exp(-(INTERCEPT + LIKENESS_WEIGHT * likeness)));
}
