/** `FAULTS=full` injects a fault at every point. Otherwise a sample runs that fits beside the other tests. */
export const FULL = process.env["FAULTS"] === "full";

/** Every point in a full campaign; otherwise `most` of them, evenly spread, with the first and the last. */
export function sample<T>(points: readonly T[], most: number): readonly T[] {
  if (FULL || points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))] as T);
}
