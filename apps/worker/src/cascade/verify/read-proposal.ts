import type { Pixels } from "../../decode/pixels.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

/** Room around the proposal, in parts of its width and height. Proposals are often a little too narrow or too wide. */
export const MARGINS = [
  { across: 0.06, down: 0.15 },
  { across: 0.02, down: 0.02 },
] as const;

/** About half of the probability for each letter: no other view reads better by much. */
const CLEAR_ALIGNMENT = -0.7;
const READINGS_MAX = 6;

export interface Reading {
  /** Mean logarithm of the probability for each letter, at most 0. */
  alignment: number;
  /** The crop that read best. */
  line: Pixels;
}

/**
 * Reads a proposal in its views until one reads clearly as the name.
 *
 * @param views the likeliest first, at least one
 */
export async function readProposal(
  views: readonly RotatedBox[],
  cut: (view: RotatedBox) => Pixels,
  align: (line: Pixels) => Promise<number>,
): Promise<Reading> {
  let best: Reading | undefined;
  const framed = views.flatMap((view) => MARGINS.map((margin) => withMargin(view, margin)));
  for (const view of framed.slice(0, READINGS_MAX)) {
    const line = cut(view);
    const alignment = await align(line);
    if (best === undefined || alignment > best.alignment) best = { alignment, line };
    if (alignment > CLEAR_ALIGNMENT) break;
  }
  return best!;
}

export function withMargin(box: RotatedBox, { across, down }: (typeof MARGINS)[number]): RotatedBox {
  return { ...box, width: box.width * (1 + 2 * across), height: box.height * (1 + 2 * down) };
}
