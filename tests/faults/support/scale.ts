/** `FAULTS=full` strikes at every point there is; else at a sample that fits beside the other tests. */
export const FULL = process.env["FAULTS"] === "full";

/** Every point of a full campaign; of a quick one some `most` of them, spread evenly, first and last included. */
export function sample<T>(points: readonly T[], most: number): readonly T[] {
  if (FULL || points.length <= most) return points;
  return Array.from({ length: most }, (_, i) => points[Math.round((i * (points.length - 1)) / (most - 1))] as T);
}
