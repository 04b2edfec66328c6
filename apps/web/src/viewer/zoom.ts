import type { BoundingBox } from "@symphony/contract";

/** The transform of an image in its frame: scaled about the center, then moved by screen pixels. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 12;
export const ZOOM_STEP = 1.4;

export interface Size {
  width: number;
  height: number;
}

/**
 * Zooms about a point, which stays in place on the screen.
 * @param at relative to the center of the frame
 */
export function zoomAt(view: View, factor: number, frame: Size, at = { x: 0, y: 0 }): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return limitToFrame({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, frame);
}

export const moveBy = (view: View, dx: number, dy: number, frame: Size): View =>
  limitToFrame({ ...view, x: view.x + dx, y: view.y + dy }, frame);

/** The share of the frame that a box fills after zoomToBox(). */
const BOX_SHARE = 0.35;

/** Zooms to a box, whose coordinates are pixels of the image that is fitted into the frame. */
export function zoomToBox(box: BoundingBox, image: Size, frame: Size): View {
  const fit = Math.min(frame.width / image.width, frame.height / image.height);
  const share = Math.max(((box.x2 - box.x1) * fit) / frame.width, ((box.y2 - box.y1) * fit) / frame.height);
  const scale = Math.min(SCALE_MAX, Math.max(1, BOX_SHARE / share));
  const fromCenter = (low: number, high: number, length: number): number =>
    ((low + high) / 2 - length / 2) * fit * scale;
  return limitToFrame(
    { scale, x: -fromCenter(box.x1, box.x2, image.width), y: -fromCenter(box.y1, box.y2, image.height) },
    frame,
  );
}

/** Keeps the edges of the image outside of the frame or on its edges. */
function limitToFrame({ scale, x, y }: View, frame: Size): View {
  const maxOffset = (length: number): number => ((scale - 1) * length) / 2;
  // Adding 0 turns -0 into 0.
  const clamp = (value: number, max: number): number => Math.min(max, Math.max(-max, value)) + 0;
  return { scale, x: clamp(x, maxOffset(frame.width)), y: clamp(y, maxOffset(frame.height)) };
}
