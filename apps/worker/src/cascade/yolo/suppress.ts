import type { Box, Finding } from "../stage.ts";

/** How much two boxes share: intersection over union, 0..1. */
export function overlap(a: Box, b: Box): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

const area = (box: Box): number => (box.x2 - box.x1) * (box.y2 - box.y1);

/** Greedy non-maximum suppression: of findings that overlap by more than `iou` the best stays, best first. */
export function suppress(findings: readonly Finding[], iou: number, max: number): Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => b.confidence - a.confidence)) {
    if (kept.length === max) break;
    if (kept.every((better) => overlap(better.box, finding.box) <= iou)) kept.push(finding);
  }
  return kept;
}
