/** A point in pixels; y grows downwards. */
export interface Point {
  x: number;
  y: number;
}

/**
 * A rectangle at any angle. `width` is its longer side and runs along `angle` (radians, clockwise on the screen, in
 * (-pi/2, pi/2]); `height` is the shorter one. For text these are the length and the height of the line.
 */
export interface RotatedBox {
  centre: Point;
  width: number;
  height: number;
  angle: number;
}

/** Convex hull without collinear points, counter-clockwise with y upwards (Andrew's monotone chain, 1979). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const lower = chain(sorted);
  const upper = chain(sorted.toReversed());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(sorted: readonly Point[]): Point[] {
  const hull: Point[] = [];
  for (const point of sorted) {
    while (hull.length >= 2 && cross(hull.at(-2)!, hull.at(-1)!, point) <= 0) hull.pop();
    hull.push(point);
  }
  return hull;
}

function cross(origin: Point, a: Point, b: Point): number {
  return (a.x - origin.x) * (b.y - origin.y) - (a.y - origin.y) * (b.x - origin.x);
}

/**
 * The smallest rectangle around the points. One of its sides lies on a side of their convex hull (Freeman and
 * Shapira, 1975), so each side is tried. Hulls have few points here, so this is as fast as rotating calipers.
 */
export function minimumAreaBox(points: readonly Point[]): RotatedBox {
  const hull = convexHull(points);
  let best: RotatedBox | undefined;
  for (let i = 0; i < hull.length; i += 1) {
    const from = hull[i]!;
    const to = hull[(i + 1) % hull.length]!;
    const box = boxAlong(hull, Math.atan2(to.y - from.y, to.x - from.x));
    if (best === undefined || box.width * box.height < best.width * best.height) best = box;
  }
  return best ?? { centre: { x: 0, y: 0 }, width: 0, height: 0, angle: 0 };
}

function boxAlong(hull: readonly Point[], angle: number): RotatedBox {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  let [minU, maxU, minV, maxV] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of hull) {
    const u = x * cos + y * sin;
    const v = y * cos - x * sin;
    if (u < minU) minU = u;
    if (u > maxU) maxU = u;
    if (v < minV) minV = v;
    if (v > maxV) maxV = v;
  }
  const u = (minU + maxU) / 2;
  const v = (minV + maxV) / 2;
  const centre = { x: u * cos - v * sin, y: u * sin + v * cos };
  const [width, height] = [maxU - minU, maxV - minV];
  return width >= height
    ? { centre, width, height, angle: lineAngle(angle) }
    : { centre, width: height, height: width, angle: lineAngle(angle + Math.PI / 2) };
}

/** Normalises an angle to (-pi/2, pi/2]: a line has no direction. */
function lineAngle(angle: number): number {
  const folded = angle - Math.PI * Math.round(angle / Math.PI);
  return folded <= -Math.PI / 2 ? folded + Math.PI : folded;
}

/** The box with each side moved outwards by `distance`. */
export function grownBox(box: RotatedBox, distance: number): RotatedBox {
  return { ...box, width: box.width + 2 * distance, height: box.height + 2 * distance };
}

/** The box after scaling the picture by `sx` and `sy`. They must differ by little, so that it stays a rectangle. */
export function scaledBox(box: RotatedBox, sx: number, sy: number): RotatedBox {
  const [cos, sin] = [Math.cos(box.angle), Math.sin(box.angle)];
  return {
    centre: { x: box.centre.x * sx, y: box.centre.y * sy },
    width: box.width * Math.hypot(cos * sx, sin * sy),
    height: box.height * Math.hypot(sin * sx, cos * sy),
    angle: Math.atan2(sin * sy, cos * sx),
  };
}

/** The same box, read from its other end. */
export function turnedBox(box: RotatedBox): RotatedBox {
  return { ...box, angle: box.angle + Math.PI };
}

/** The upright rectangle around a rotated one. */
export function uprightBounds(box: RotatedBox): { x1: number; y1: number; x2: number; y2: number } {
  const [cos, sin] = [Math.abs(Math.cos(box.angle)), Math.abs(Math.sin(box.angle))];
  const halfWidth = (box.width * cos + box.height * sin) / 2;
  const halfHeight = (box.width * sin + box.height * cos) / 2;
  const { x, y } = box.centre;
  return { x1: x - halfWidth, y1: y - halfHeight, x2: x + halfWidth, y2: y + halfHeight };
}
