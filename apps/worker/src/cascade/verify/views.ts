import type { Box } from "../stage.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

/** A logo turned by less is read as it is. */
const SMALLEST_TURN_RADIANS = (8 * Math.PI) / 180;

/**
 * The angle, 0..pi/4, at which a rectangle of proportions `aspect` : 1 fills a box whose short side is `ratio` times
 * its long side. From (aspect sin + cos) / (aspect cos + sin) = ratio.
 */
export function turnOf(ratio: number, aspect: number): number {
  return Math.max(0, Math.atan2(ratio * aspect - 1, aspect - ratio));
}

/**
 * Ways in which a logo of proportions `aspect` : 1 may lie in an upright box, the likeliest first: upright, turned by
 * the angle that the box's proportions suggest to either side, vertical from either end, upside down. `angle` is
 * the reading direction in radians, clockwise on the screen.
 */
export function viewsOf({ x1, y1, x2, y2 }: Box, aspect: number): RotatedBox[] {
  const centre = { x: (x1 + x2) / 2, y: (y1 + y2) / 2 };
  const [width, height] = [x2 - x1, y2 - y1];
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  const turn = turnOf(short / long, aspect);
  const isTurned = turn > SMALLEST_TURN_RADIANS;
  const length = long / (Math.cos(turn) + Math.sin(turn) / aspect);
  const turned = (angle: number): RotatedBox => ({ centre, width: length, height: length / aspect, angle });
  const along = (angle: number): RotatedBox => ({ centre, width: long, height: short, angle });
  const quarter = Math.PI / 2;
  if (height > width) {
    if (!isTurned) return [along(quarter), along(-quarter)];
    return [quarter - turn, quarter + turn, -quarter - turn, -quarter + turn].map(turned);
  }
  return [along(0), ...(isTurned ? [turned(turn), turned(-turn)] : []), along(Math.PI)];
}
