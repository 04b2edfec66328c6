import type { BoundingBox } from "@symphony/contract";

/** What was found in an image, by its boxes. */
export interface FoundBoxes {
  detections?: ReadonlyArray<{ box: BoundingBox }> | undefined;
  near_miss?: { box: BoundingBox } | null | undefined;
  findings?: ReadonlyArray<{ box: BoundingBox; confidence: number }> | undefined;
}

/** Marks of one image: as many as a page shows beside it. */
const MARKS_MAX = 10;

/**
 * The boxes whose pixels are kept, the most important first: the closest match, what was found, then what another
 * threshold may accept. An invalid image may have both, of several brands.
 */
export function markBoxes({ detections = [], near_miss, findings = [] }: FoundBoxes): BoundingBox[] {
  const byConfidence = findings.toSorted((a, b) => b.confidence - a.confidence);
  const boxes = [...(near_miss == null ? [] : [near_miss]), ...detections, ...byConfidence].map(({ box }) => box);
  return [...new Map(boxes.map((box) => [keyOf(box), box])).values()].slice(0, MARKS_MAX);
}

const keyOf = ({ x1, y1, x2, y2 }: BoundingBox): string => `${x1}-${y1}-${x2}-${y2}`;
