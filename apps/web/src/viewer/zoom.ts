import type { BoundingBox } from "@symphony/contract";

/** How a picture lies in its frame: scaled about the middle, then moved by pixels of the screen. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const FITTED: View = { scale: 1, x: 0, y: 0 };
export const SCALE_MAX = 12;
export const ZOOM_STEP = 1.4;

export interface Frame {
  width: number;
  height: number;
}

/**
 * Zooms about a point, which stays where it is on the screen.
 * @param at from the middle of the frame
 */
export function zoomAt(view: View, factor: number, frame: Frame, at = { x: 0, y: 0 }): View {
  const scale = Math.min(SCALE_MAX, Math.max(1, view.scale * factor));
  const ratio = scale / view.scale;
  return inside({ scale, x: at.x - (at.x - view.x) * ratio, y: at.y - (at.y - view.y) * ratio }, frame);
}

export const moveBy = (view: View, dx: number, dy: number, frame: Frame): View =>
  inside({ ...view, x: view.x + dx, y: view.y + dy }, frame);

/** How much of the frame a box fills when it is looked at. */
const BOX_SHARE = 0.35;

/** Zooms so that a box of the picture can be seen well; the picture is fitted into the frame to begin with. */
export function zoomToBox(box: BoundingBox, picture: Frame, frame: Frame): View {
  const fit = Math.min(frame.width / picture.width, frame.height / picture.height);
  const share = Math.max(((box.x2 - box.x1) * fit) / frame.width, ((box.y2 - box.y1) * fit) / frame.height);
  const scale = Math.min(SCALE_MAX, Math.max(1, BOX_SHARE / share));
  const fromMiddle = (low: number, high: number, length: number): number =>
    ((low + high) / 2 - length / 2) * fit * scale;
  return inside(
    { scale, x: -fromMiddle(box.x1, box.x2, picture.width), y: -fromMiddle(box.y1, box.y2, picture.height) },
    frame,
  );
}

/** The picture's edge never comes further in than the frame's. */
function inside({ scale, x, y }: View, frame: Frame): View {
  const room = (length: number): number => ((scale - 1) * length) / 2;
  const limit = (value: number, most: number): number => Math.min(most, Math.max(-most, value)) + 0;
  return { scale, x: limit(x, room(frame.width)), y: limit(y, room(frame.height)) };
}
