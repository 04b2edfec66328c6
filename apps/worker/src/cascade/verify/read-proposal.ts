import type { Pixels } from "../../decode/pixels.ts";
import { WIDE, withMargin } from "../text-line/margin.ts";
import type { Margin } from "../text-line/margin.ts";
import type { RotatedBox } from "../text-line/rotated-box.ts";

/** Proposals are often a little too narrow or too wide. */
const TIGHT: Margin = { across: 0.02, down: 0.02 };

/** A third of the probability for each letter: everything else reads far worse, so there is no need to read on. */
const CLEAR_ALIGNMENT = -1;
/** No logo that was found with the second margin read worse than this with the first. */
export const HOPELESS_ALIGNMENT = -6;

export interface Reading {
  /** Mean logarithm of the probability for each letter, at most 0. */
  alignment: number;
  /** The view that read best. */
  view: RotatedBox;
}

/**
 * Reads a proposal in each of its views until one reads clearly as the name, and the best view again with another
 * margin if that may help.
 *
 * @param views the likeliest first, at least one
 * @param hopeless a worse reading with the first margin is not tried with the other
 */
export async function readProposal(
  views: readonly RotatedBox[],
  cut: (view: RotatedBox) => Pixels,
  align: (line: Pixels) => Promise<number>,
  hopeless = HOPELESS_ALIGNMENT,
): Promise<Reading> {
  const read = async (view: RotatedBox, margin: Margin): Promise<Reading> => {
    const alignment = await align(cut(withMargin(view, margin)));
    return { alignment, view };
  };
  let best = await read(views[0]!, WIDE);
  for (const view of views.slice(1)) {
    if (best.alignment > CLEAR_ALIGNMENT) return best;
    best = better(best, await read(view, WIDE));
  }
  if (best.alignment > CLEAR_ALIGNMENT || best.alignment < hopeless) return best;
  return better(best, await read(best.view, TIGHT));
}

const better = (one: Reading, other: Reading): Reading => (other.alignment > one.alignment ? other : one);
