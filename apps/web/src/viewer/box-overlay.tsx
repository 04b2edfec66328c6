import type { Entry } from "../api/calls.ts";
import classes from "./box-overlay.module.css";

interface Size {
  width: number;
  height: number;
}

/** The box lies over a picture that is fitted into its frame; both are fitted by the same rule. */
export function BoxOverlay({ entry, size = sizeOf(entry) }: { entry: Entry; size?: Size | undefined }) {
  const box = entry.Bounding_Box ?? entry.near_miss?.box;
  if (box == null || size === undefined) return null;
  return (
    <svg className={classes["overlay"]} viewBox={`0 0 ${size.width} ${size.height}`} preserveAspectRatio="xMidYMid meet" aria-hidden data-near={entry.Bounding_Box === null}>
      <rect x={box.x1} y={box.y1} width={box.x2 - box.x1} height={box.y2 - box.y1} vectorEffect="non-scaling-stroke" />
      <rect x={box.x1} y={box.y1} width={box.x2 - box.x1} height={box.y2 - box.y1} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

export function sizeOf(entry: Entry | undefined): Size | undefined {
  if (entry?.Image_Width == null || entry.Image_Height == null) return undefined;
  return { width: entry.Image_Width, height: entry.Image_Height };
}
