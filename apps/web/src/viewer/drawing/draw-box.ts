import type { BoundingBox } from "@symphony/contract";
import type { Size } from "../zoom.ts";

export interface Point {
  x: number;
  y: number;
}

/** An image element on the screen, with its zoom. */
type ElementBox = Pick<DOMRect, "left" | "top" | "width" | "height">;

/** A smaller rectangle is a slip of the hand. */
const SIDE_MIN_PX = 4;

/** The first box that the keyboard sets, and one step of it, as shares of the image. */
const FIRST_SHARE = 0.2;
const STEP_SHARE = 0.01;

/** Screen pixels of one pixel of the image, which is fitted into its element. */
const scaleOf = (element: ElementBox, image: Size): number =>
  Math.min(element.width / image.width, element.height / image.height);

const clamp = (value: number, max: number): number => Math.min(max, Math.max(0, value));

/** A place on the screen in pixels of the image; its nearest pixel for a place beside it. */
export function toImagePoint(at: Point, element: ElementBox, image: Size): Point {
  const scale = scaleOf(element, image);
  const x = (at.x - element.left - element.width / 2) / scale + image.width / 2;
  const y = (at.y - element.top - element.height / 2) / scale + image.height / 2;
  return { x: clamp(x, image.width), y: clamp(y, image.height) };
}

export const boxBetween = (one: Point, other: Point): BoundingBox => ({
  x1: Math.round(Math.min(one.x, other.x)),
  y1: Math.round(Math.min(one.y, other.y)),
  x2: Math.round(Math.max(one.x, other.x)),
  y2: Math.round(Math.max(one.y, other.y)),
});

/** The box between two points, or undefined where it is too small on the screen or in the image. */
export function drawnBox(one: Point, other: Point, element: ElementBox, image: Size): BoundingBox | undefined {
  const side = Math.min(Math.abs(one.x - other.x), Math.abs(one.y - other.y));
  const box = boxBetween(one, other);
  const isSlip = side * scaleOf(element, image) < SIDE_MIN_PX;
  return isSlip || box.x1 === box.x2 || box.y1 === box.y2 ? undefined : box;
}

const DIRECTIONS: Partial<Record<string, Point>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/**
 * Moves a box by an arrow key; the first one sets it in the middle of the image.
 *
 * @param resizes moves its right and lower edges only
 * @returns undefined for any other key
 */
export function boxAfterKey(
  box: BoundingBox | undefined,
  key: string,
  resizes: boolean,
  image: Size,
): BoundingBox | undefined {
  const direction = DIRECTIONS[key];
  if (direction === undefined) return undefined;
  const side = Math.min(image.width, image.height);
  const half = Math.max(1, (side * FIRST_SHARE) / 2);
  const [middle, down] = [image.width / 2, image.height / 2];
  if (box === undefined) return boxBetween({ x: middle - half, y: down - half }, { x: middle + half, y: down + half });
  const step = Math.max(1, Math.round(side * STEP_SHARE));
  const [x1, x2] = moved(box.x1, box.x2, direction.x * step, resizes, image.width);
  const [y1, y2] = moved(box.y1, box.y2, direction.y * step, resizes, image.height);
  return { x1, y1, x2, y2 };
}

/** Both ends of an edge, which stays inside of the image and keeps a length. */
function moved(low: number, high: number, by: number, resizes: boolean, length: number): [number, number] {
  if (resizes) return [low, Math.min(length, Math.max(low + 1, high + by))];
  const inside = Math.min(length - high, Math.max(-low, by));
  return [low + inside, high + inside];
}
