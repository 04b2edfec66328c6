import { overlap } from "@symphony/contract";
import type { Finding } from "./stage.ts";

/**
 * Boxes of several looks at one place that overlap more are one proposal; boxes that differ more are verified both.
 * With the 0.45 of a single look, the better box of two was left out at times.
 */
export const PROPOSAL_OVERLAP = 0.6;

/**
 * Greedy non-maximum suppression: keeps the best of findings that overlap by more than `iou` (intersection over
 * union, 0..1), best first and at most `max`.
 */
export function suppress<T extends Finding>(findings: readonly T[], iou: number, max: number): T[] {
  const kept: T[] = [];
  for (const finding of findings.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.length === max) break;
    if (kept.every((better) => overlap(better.box, finding.box) <= iou)) kept.push(finding);
  }
  return kept;
}
