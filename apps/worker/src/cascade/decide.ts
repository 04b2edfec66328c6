import type { StoredFinding } from "@symphony/batch-store";
import type { BoundingBox, ClosestMatch, Detection } from "@symphony/contract";
import { overlap } from "@symphony/contract";

/** A place that one stage found. */
export type StageFinding = StoredFinding;

/** What findings mean for an image. */
export interface Decision {
  verdict: "Valid" | "Invalid";
  /** Of the finding that decided, or of the closest match; null when no stage found anything. */
  confidence: number | null;
  detected_by: string | null;
  box: BoundingBox | null;
  /** All accepted findings, one for each place, the deciding one first. */
  detections: readonly Omit<Detection, "brand">[];
  /** The best finding of an invalid image. */
  near_miss: ClosestMatch | null;
  /** Of the deciding stage, or of that of the closest match. */
  threshold: number | null;
}

/** Detections that overlap more (intersection over union) are one logo. */
const DETECTION_OVERLAP = 0.45;

/**
 * Turns what the stages found into a verdict: the first stage whose finding reaches its threshold decides. Without
 * one the image is invalid, and its best finding is the closest match.
 *
 * @param findings in the order of the stages, best first within each
 */
export function decide(findings: readonly StageFinding[], thresholdOf: (stage: string) => number): Decision {
  const accepted = findings.filter((finding) => finding.confidence >= thresholdFor(finding, thresholdOf));
  const [deciding] = accepted;
  if (deciding === undefined) return invalid(findings, thresholdOf);
  const { stage, confidence, box } = deciding;
  return {
    verdict: "Valid",
    confidence,
    detected_by: stage,
    box,
    detections: onePerPlace(accepted),
    near_miss: null,
    threshold: thresholdFor(deciding, thresholdOf),
  };
}

/** A stage that proposes places for a stage that verifies decides by itself at its own threshold, never at a lower one. */
const thresholdFor = ({ stage, decides_from = 0 }: StageFinding, thresholdOf: (stage: string) => number): number =>
  Math.max(thresholdOf(stage), decides_from);

function invalid(findings: readonly StageFinding[], thresholdOf: (stage: string) => number): Decision {
  // Where a place was verified, the verification says how close it is.
  const unexamined = findings.filter(({ decides_from, reason }) => decides_from === undefined || reason === undefined);
  const candidates = unexamined.length > 0 ? unexamined : findings;
  const closest = candidates.toSorted((a, b) => b.confidence - a.confidence)[0];
  return {
    verdict: "Invalid",
    confidence: closest?.confidence ?? null,
    detected_by: null,
    box: null,
    detections: [],
    near_miss: closest === undefined ? null : closestMatchOf(closest),
    threshold: closest === undefined ? null : thresholdFor(closest, thresholdOf),
  };
}

const closestMatchOf = ({ decides_from: _threshold, shown: _shown, ...match }: StageFinding): ClosestMatch => match;

function onePerPlace([deciding, ...others]: readonly StageFinding[]): Decision["detections"] {
  const kept = deciding === undefined ? [] : [deciding];
  for (const finding of others.toSorted((a, b) => b.confidence - a.confidence))
    if (kept.every(({ box }) => overlap(box, finding.box) <= DETECTION_OVERLAP)) kept.push(finding);
  return kept.map(({ stage, confidence, box, shown }) => ({
    stage,
    confidence,
    box,
    ...(shown === undefined ? {} : { shown }),
  }));
}
