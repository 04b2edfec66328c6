import type { BatchStore } from "@symphony/batch-store";
import type { Accepted, Row } from "@symphony/contract";
import type { Counted, Progress } from "@symphony/messaging";

export interface CountDeps {
  store: BatchStore;
  progress: Progress;
}

/** Makes the counters of an unfinished batch from its rows, where Redis has none. */
export async function seedCounters({ store, progress }: CountDeps, accepted: Accepted): Promise<void> {
  await progress.seed(accepted, await store.standing(accepted));
}

/** Counts a durable row and tells the followers; where Redis forgot the batch, the counters are made anew first. */
export async function countRow(deps: CountDeps, accepted: Accepted, row: Row): Promise<Counted> {
  for (;;) {
    const counted = await deps.progress.count(accepted, row);
    if (counted !== undefined) return counted;
    await seedCounters(deps, accepted);
  }
}
