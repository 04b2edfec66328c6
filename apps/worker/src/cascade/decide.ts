import type { BoundingBox, ClosestMatch } from "@symphony/contract";

/** The best finding of one stage. */
export type StageFinding = ClosestMatch;

/** What findings mean for an image. */
export interface Decision {
  verdict: "Valid" | "Invalid";
  /** Of the finding that decided, or of the closest match; null when no stage found anything. */
  confidence: number | null;
  detected_by: string | null;
  box: BoundingBox | null;
  /** The best finding of an invalid image. */
  near_miss: ClosestMatch | null;
}

/**
 * Turns what the stages found into a verdict: the first stage whose finding reaches its threshold decides. Without
 * one the image is invalid, and its best finding is the closest match.
 *
 * @param findings in the order of the stages
 */
export function decide(findings: readonly StageFinding[], thresholdOf: (stage: string) => number): Decision {
  const deciding = findings.find(({ stage, confidence }) => confidence >= thresholdOf(stage));
  if (deciding !== undefined) {
    const { stage, confidence, box } = deciding;
    return { verdict: "Valid", confidence, detected_by: stage, box, near_miss: null };
  }
  const closest = findings.toSorted((a, b) => b.confidence - a.confidence)[0] ?? null;
  return {
    verdict: "Invalid",
    confidence: closest?.confidence ?? null,
    detected_by: null,
    box: null,
    near_miss: closest,
  };
}
