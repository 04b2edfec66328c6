import type { BoundingBox } from "@symphony/contract";
import type { Entry } from "../api/calls.ts";
import classes from "./box-overlay.module.css";

/** Space between mark and frame, of the picture's longer side. */
const ROOM = 0.006;

interface Size {
  width: number;
  height: number;
}

/** The box lies over a picture that is fitted into its frame; both are fitted by the same rule. */
export function BoxOverlay({ entry, size = sizeOf(entry) }: { entry: Entry; size?: Size | undefined }) {
  const found = boxOf(entry);
  if (found === undefined || size === undefined) return null;
  // A frame around the mark, not over it: marks may be a few pixels wide.
  const room = Math.max(size.width, size.height) * ROOM;
  const box = {
    x: found.x1 - room,
    y: found.y1 - room,
    width: found.x2 - found.x1 + 2 * room,
    height: found.y2 - found.y1 + 2 * room,
  };
  return (
    <svg
      className={classes["overlay"]}
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden
      data-near={entry.Bounding_Box === null}
    >
      <rect {...box} vectorEffect="non-scaling-stroke" />
      <rect {...box} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The box of the logo, or of what came close to being one. */
export const boxOf = (entry: Entry | undefined): BoundingBox | undefined =>
  entry?.Bounding_Box ?? entry?.near_miss?.box;

export function sizeOf(entry: Entry | undefined): Size | undefined {
  if (entry?.Image_Width == null || entry.Image_Height == null) return undefined;
  return { width: entry.Image_Width, height: entry.Image_Height };
}
