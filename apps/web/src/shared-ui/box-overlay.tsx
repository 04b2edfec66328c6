import type { BoundingBox, ListedResult } from "@symphony/contract";
import classes from "./box-overlay.module.css";

/** Distance between mark and frame, as a share of the image's longer side. */
const MARGIN = 0.006;

interface Size {
  width: number;
  height: number;
}

/** Draws the detection box over an image; both are fitted into their container by the same rule. */
export function BoxOverlay({ result, size = sizeOf(result) }: { result: ListedResult; size?: Size | undefined }) {
  const detection = boxOf(result);
  if (detection === undefined || size === undefined) return null;
  // The frame is drawn around the mark, not on it: a mark may be only a few pixels wide.
  const margin = Math.max(size.width, size.height) * MARGIN;
  const box = {
    x: detection.x1 - margin,
    y: detection.y1 - margin,
    width: detection.x2 - detection.x1 + 2 * margin,
    height: detection.y2 - detection.y1 + 2 * margin,
  };
  return (
    <svg
      className={classes["overlay"]}
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden
      data-near={result.Bounding_Box === null}
    >
      <rect {...box} vectorEffect="non-scaling-stroke" />
      <rect {...box} vectorEffect="non-scaling-stroke" />
    </svg>
  );
}

/** The box of the logo, or of the closest match. */
export const boxOf = (result: ListedResult | undefined): BoundingBox | undefined =>
  result?.Bounding_Box ?? result?.near_miss?.box;

export function sizeOf(result: ListedResult | undefined): Size | undefined {
  if (result?.Image_Width == null || result.Image_Height == null) return undefined;
  return { width: result.Image_Width, height: result.Image_Height };
}
