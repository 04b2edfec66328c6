import type { RotatedBox } from "../text-line/rotated-box.ts";

/**
 * The largest gap between words of a line, in heights of the box. Detected boxes are enlarged by about as much, so
 * words of one line nearly touch.
 */
const WORD_GAP = 0.5;
/** The smallest ratio of two heights in one line: capitals beside small letters. */
const SIMILAR_HEIGHT = 0.6;
/** About 11 degrees. */
const SIMILAR_RADIANS = 0.2;

/** Whether another box continues the line of this one: similar height and direction, at the distance of a word. */
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
