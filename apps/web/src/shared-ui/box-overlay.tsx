import { placesOf } from "@symphony/contract";
import type { BoundingBox, ListedResult } from "@symphony/contract";
import classes from "./box-overlay.module.css";

/** Distance between mark and frame, as a share of the image's longer side. */
const MARGIN = 0.006;

interface Size {
  width: number;
  height: number;
}

interface Props {
  result: ListedResult;
  size?: Size | undefined;
  /** Where a person sees the mark. */
  drawn?: BoundingBox | undefined;
}

/** Draws the boxes over an image; they are fitted into their container by the same rule as the image. */
export function BoxOverlay({ result, size = sizeOf(result), drawn = result.Review?.box }: Props) {
  const boxes = [...boxesOf(result), ...unwantedBoxes(result)];
  if ((boxes.length === 0 && drawn === undefined) || size === undefined) return null;
  // The frame is drawn around the mark, not on it: a mark may be only a few pixels wide.
  const margin = Math.max(size.width, size.height) * MARGIN;
  const broken = new Set((result.Violations ?? []).map(({ box }) => JSON.stringify(box)));
  const frames = boxes.map(({ x1, y1, x2, y2 }) => ({
    "data-broken": broken.has(JSON.stringify({ x1, y1, x2, y2 })),
    ...placeOf({ x1: x1 - margin, y1: y1 - margin, x2: x2 + margin, y2: y2 + margin }),
  }));
  return (
    <svg
      className={classes["overlay"]}
      viewBox={`0 0 ${size.width} ${size.height}`}
      preserveAspectRatio="xMidYMid meet"
      aria-hidden
      data-near={result.Bounding_Box === null}
    >
      {/* A wide dark line below a narrow light one. */}
      {["below", "above"].map((layer) => (
        <g key={layer}>
          {frames.map((frame) => (
            <rect key={`${frame.x} ${frame.y}`} {...frame} vectorEffect="non-scaling-stroke" />
          ))}
          {drawn !== undefined && <rect data-drawn {...placeOf(drawn)} vectorEffect="non-scaling-stroke" />}
        </g>
      ))}
    </svg>
  );
}

const placeOf = ({ x1, y1, x2, y2 }: BoundingBox) => ({ x: x1, y: y1, width: x2 - x1, height: y2 - y1 });

/** The closest match, and all logos that were found. */
function boxesOf(result: ListedResult): BoundingBox[] {
  const places = placesOf(result);
  if (places.length > 0) return places.map(({ box }) => box);
  const box = boxOf(result);
  return box === undefined ? [] : [box];
}

/** Marks that rules do not allow are no detections. */
function unwantedBoxes({ Violations = [] }: ListedResult): BoundingBox[] {
  return Violations.flatMap(({ rule, box }) => (rule === "must_not_show" && box !== null ? [box] : []));
}

/** The box of the logo, or of the closest match. */
export const boxOf = (result: ListedResult | undefined): BoundingBox | undefined =>
  result?.Bounding_Box ?? result?.near_miss?.box;

export function sizeOf(result: ListedResult | undefined): Size | undefined {
  if (result?.Image_Width == null || result.Image_Height == null) return undefined;
  return { width: result.Image_Width, height: result.Image_Height };
}
