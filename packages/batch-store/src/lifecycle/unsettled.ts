import type { BatchId } from "@symphony/contract";
import type { Paths } from "../fs/paths.ts";
import { createRounds } from "../rounds.ts";
import { recentlyReopened } from "../state/reopened.ts";

/** Knows the batches for which nothing is left to do, as far as this process has looked at them. */
export function createUnsettled(paths: Paths, eachBatch: () => AsyncIterable<BatchId>) {
  const rounds = createRounds<BatchId>();
  return {
    async *unsettled(): AsyncGenerator<BatchId> {
      for (const id of await recentlyReopened(paths)) rounds.wake(id);
      yield* rounds.pick(eachBatch(), Date.now());
    },
    settle: (batchId: BatchId): void => rounds.quiet(batchId, Infinity),
  };
}
