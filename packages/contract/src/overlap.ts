import type { BoundingBox } from "./mark.ts";

/** Intersection over union of two boxes in the same unit, whole or not; 0..1. */
export function overlap(a: BoundingBox, b: BoundingBox): number {
  const width = Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1);
  const height = Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (area(a) + area(b) - shared);
}

const area = (box: BoundingBox): number => (box.x2 - box.x1) * (box.y2 - box.y1);
