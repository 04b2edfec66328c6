import { WRONGLY_ACCEPTED_MAX } from "@symphony/contract";
import type { Calibration, Rate } from "@symphony/contract";
import { wilsonInterval } from "../reviews/wilson-interval.ts";

/** A reviewed image: up to which threshold the machine accepts it, below 0 for none, and whether it is valid. */
export interface Labelled {
  validUpTo: number;
  isValid: boolean;
}

const BINS = 10;
const STEPS = 50;
/** More reviews than anybody makes; ends the search for the number. */
const REVIEWS_MAX = 1_000_000;

/** How far confidences can be trusted, from images that people reviewed. */
export function calibrate(images: readonly Labelled[]): Omit<Calibration, "batch_id"> {
  const thresholds = Array.from({ length: STEPS + 1 }, (_, step) => ({
    threshold: step / STEPS,
    ...qualityAt(images, step / STEPS),
  }));
  return { reviewed: images.length, reliability: reliabilityOf(images), thresholds, recommended: recommend(images) };
}

function reliabilityOf(images: readonly Labelled[]): Calibration["reliability"] {
  return Array.from({ length: BINS }, (_, bin) => {
    const inside = images.filter(
      ({ validUpTo }) => validUpTo >= 0 && Math.min(BINS - 1, Math.floor(validUpTo * BINS)) === bin,
    );
    return {
      from: bin / BINS,
      to: (bin + 1) / BINS,
      valid: rateOf(inside.filter(({ isValid }) => isValid).length, inside.length),
    };
  });
}

function qualityAt(images: readonly Labelled[], threshold: number): { precision: Rate; recall: Rate } {
  const accepted = images.filter(({ validUpTo }) => validUpTo >= threshold);
  const right = accepted.filter(({ isValid }) => isValid).length;
  const valid = images.filter(({ isValid }) => isValid).length;
  return { precision: rateOf(right, accepted.length), recall: rateOf(right, valid) };
}

/** Only the confidences themselves are candidates: between two of them nothing changes. */
function recommend(images: readonly Labelled[]): Calibration["recommended"] {
  const sorted = images.filter(({ validUpTo }) => validUpTo >= 0).toSorted((a, b) => b.validUpTo - a.validUpTo);
  let wrong = 0;
  let best: { threshold: number; wrong: number; of: number } | undefined;
  for (const [nth, { validUpTo, isValid }] of sorted.entries()) {
    if (!isValid) wrong += 1;
    // Images with one confidence are accepted together.
    if (sorted[nth + 1]?.validUpTo === validUpTo) continue;
    if (wrong / (nth + 1) <= WRONGLY_ACCEPTED_MAX) best = { threshold: validUpTo, wrong, of: nth + 1 };
  }
  if (best === undefined) return null;
  return {
    threshold: best.threshold,
    wrongly_accepted: rateOf(best.wrong, best.of),
    reviews_until_certain: reviewsUntilCertain(best.wrong, best.of),
  };
}

/** By halving: the upper bound only falls with further images that are right. */
function reviewsUntilCertain(wrong: number, size: number): number {
  const isCertain = (more: number): boolean => (wilsonInterval(wrong, size + more).high ?? 1) <= WRONGLY_ACCEPTED_MAX;
  let [low, high] = [0, REVIEWS_MAX];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isCertain(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function rateOf(hits: number, of: number): Rate {
  const { error_rate: rate, low, high } = wilsonInterval(hits, of);
  return { rate, low, high, of };
}
