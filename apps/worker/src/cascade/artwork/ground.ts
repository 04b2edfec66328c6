import type { Samples } from "./geometry/field.ts";

export type Colour = readonly [red: number, green: number, blue: number];

/** Colours that differ by less count as one, of 255. */
const STEP = 16;
const OPAQUE = 250;

/**
 * The colour that most of the edge has: the ground of opaque artwork, also where the mark touches a corner.
 *
 * @param picture red, green, blue and alpha
 * @returns undefined for artwork that is transparent anywhere on its edge
 */
export function edgeColour({ data, width, height }: Samples): Colour | undefined {
  const found = new Map<string, { count: number; sum: [number, number, number] }>();
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += y === 0 || y === height - 1 ? 1 : Math.max(1, width - 1)) {
      const at = (y * width + x) * 4;
      if (data[at + 3]! < OPAQUE) return undefined;
      const colour = [data[at]!, data[at + 1]!, data[at + 2]!] as const;
      const key = colour.map((value) => Math.round(value / STEP)).join();
      const entry = found.get(key) ?? { count: 0, sum: [0, 0, 0] };
      entry.count += 1;
      colour.forEach((value, c) => (entry.sum[c]! += value));
      found.set(key, entry);
    }
  const [most] = [...found.values()].toSorted((a, b) => b.count - a.count);
  if (most === undefined) return undefined;
  const { count, sum } = most;
  return [sum[0] / count, sum[1] / count, sum[2] / count];
}
