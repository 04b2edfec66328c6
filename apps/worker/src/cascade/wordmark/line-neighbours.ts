import type { RotatedBox } from "./rotated-box.ts";

/** Boxes are grown by about this much of their height, so words of one line nearly touch. */
const WORD_GAP = 0.5;
const SIMILAR_HEIGHT = 0.6;
const SIMILAR_RADIANS = 0.2;

/** Whether another box goes on with the line of this one: same height and direction, a word's space away. */
export function continuesLine(box: RotatedBox, other: RotatedBox): boolean {
  const ratio = box.height / other.height;
  if (ratio < SIMILAR_HEIGHT || ratio > 1 / SIMILAR_HEIGHT) return false;
  if (Math.abs(Math.sin(box.angle - other.angle)) > SIMILAR_RADIANS) return false;
  const [dx, dy] = [other.centre.x - box.centre.x, other.centre.y - box.centre.y];
  const along = Math.abs(dx * Math.cos(box.angle) + dy * Math.sin(box.angle));
  const across = Math.abs(dy * Math.cos(box.angle) - dx * Math.sin(box.angle));
  const gap = along - (box.width + other.width) / 2;
  return across < box.height / 2 && gap > -box.height && gap < WORD_GAP * box.height;
}
