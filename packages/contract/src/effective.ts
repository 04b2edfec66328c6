import type { ClosestMatch, Detection, Result, Review, Verdict } from "./result.ts";
import type { ReviewEntry } from "./review.ts";

// Without schemas, so that the page can use it and needs no library for them.

/** The verdict that counts: of the review, or else of the machine. */
export const effectiveOf = (result: { Is_Valid: Verdict }, review: Review | null): Verdict =>
  review?.verdict ?? result.Is_Valid;

/** The decision that an entry stands for. */
export const reviewOf = (entry: ReviewEntry | undefined): Review | null =>
  entry === undefined || entry.verdict === null ? null : { ...entry, verdict: entry.verdict };

interface Doubtful {
  Is_Valid: Verdict;
  Confidence: number | null;
  Closest_Match: ClosestMatch | null;
}

/** The confidence that a result was decided by: of the logo that was found, or of the closest match. */
export const confidenceOf = ({ Confidence, Closest_Match }: Omit<Doubtful, "Is_Valid">): number | null =>
  Confidence ?? Closest_Match?.confidence ?? null;

/** The places whose pixels are shown, in this order. With several brands an invalid image may have some that were found. */
export const placesOf = ({
  Detections,
  Closest_Match,
}: Pick<Result, "Detections" | "Closest_Match">): ReadonlyArray<Detection | ClosestMatch> =>
  Closest_Match === null ? Detections : [Closest_Match, ...Detections];

/** What older results, which do not record their threshold, are compared with. */
const UNKNOWN_THRESHOLD = 0.5;
const CANNOT_TELL: ReadonlySet<string | undefined> = new Set(["too_small", "too_blurred"]);

/**
 * How certain a result is; the least certain is to be looked at first. -1 where the machine could not tell, otherwise
 * the distance from the threshold. An image with nothing like the logo is as certain as one can be.
 */
export function certaintyOf(result: Doubtful, threshold: number | null): number {
  const isUnclear = result.Is_Valid === "Invalid" && CANNOT_TELL.has(result.Closest_Match?.reason);
  if (result.Is_Valid === "Error" || isUnclear) return -1;
  return Math.abs((confidenceOf(result) ?? 0) - (threshold ?? UNKNOWN_THRESHOLD));
}
