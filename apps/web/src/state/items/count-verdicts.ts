import type { Verdict } from "@symphony/contract";
import type { Item } from "../results-store.ts";

/** How many of these items have which verdict, as far as the page knows. */
export function countVerdicts(items: readonly Item[]): Record<Verdict, number> {
  const counts = { Valid: 0, Invalid: 0, Error: 0 };
  for (const { verdict } of items) if (verdict !== undefined) counts[verdict] += 1;
  return counts;
}

/**
 * The same with what people decided, and how often they overrode the machine; `undefined` while results of images that
 * have a verdict are still being read.
 */
export function countDecided(
  items: readonly Item[],
): { overridden: number; counts: Record<Verdict, number> } | undefined {
  const counts = { Valid: 0, Invalid: 0, Error: 0 };
  let overridden = 0;
  for (const { verdict, result } of items) {
    if (verdict !== undefined && result === undefined) return undefined;
    // Nothing is wrong with an image that a cancelled batch left out.
    if (result === undefined || (result.Effective === "Error" && result.Error_Category === "cancelled")) continue;
    counts[result.Effective] += 1;
    if (result.Effective !== result.Is_Valid) overridden += 1;
  }
  return { overridden, counts };
}
