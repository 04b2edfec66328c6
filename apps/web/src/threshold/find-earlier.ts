import type { Run } from "@symphony/contract";

export interface EarlierThreshold {
  run: number;
  threshold: number;
  /** When the run that used it ended. */
  at: string;
}

/**
 * The thresholds of earlier runs, the newest of each value first. The first run had those of the model: of several
 * stages the lowest decides, because a stage that only proposes keeps its own.
 */
export function earlierThresholds(runs: readonly Run[], now: number): EarlierThreshold[] {
  const earlier = new Map<number, EarlierThreshold>();
  for (const { run, threshold, thresholds, completed_at: at } of runs.slice(0, -1)) {
    const used = threshold ?? Math.min(...Object.values(thresholds));
    if (at !== null && Number.isFinite(used) && used !== now) earlier.set(used, { run, threshold: used, at });
  }
  return [...earlier.values()].toSorted((a, b) => b.run - a.run);
}
