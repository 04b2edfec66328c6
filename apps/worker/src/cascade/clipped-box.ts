import type { BoundingBox } from "@symphony/contract";
import type { Box } from "./stage.ts";

/** Rounds to whole pixels within the image, at least one pixel wide and high. */
export function clippedBox({ x1, y1, x2, y2 }: Box, { width, height }: { width: number; height: number }): BoundingBox {
  const left = Math.min(Math.max(Math.round(x1), 0), width - 1);
  const top = Math.min(Math.max(Math.round(y1), 0), height - 1);
  return {
    x1: left,
    y1: top,
    x2: Math.min(Math.max(Math.round(x2), left + 1), width),
    y2: Math.min(Math.max(Math.round(y2), top + 1), height),
  };
}
