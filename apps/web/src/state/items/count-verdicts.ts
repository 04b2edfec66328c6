import type { Verdict } from "@symphony/contract";
import type { Item } from "../results-store.ts";

/** How many of these items have which verdict, as far as the page knows. */
export function countVerdicts(items: readonly Item[]): Record<Verdict, number> {
  const counts = { Valid: 0, Invalid: 0, Error: 0 };
  for (const { verdict } of items) if (verdict !== undefined) counts[verdict] += 1;
  return counts;
}
