import type { ChunkContext, ChunkDeps, ItemOutcome } from "./chunk-context.ts";

/**
 * Attempts that crash a whole worker, and that an item survives. The inference process is restarted without them: they
 * count crashes that take the worker along, as running out of memory does where a container is killed as one.
 */
export const ATTEMPTS_MAX = 50;
/** From here on the item is inspected in isolation, so that its neighbours are not counted with it. */
const ATTEMPTS_TOGETHER_MAX = 10;

/**
 * Counts an attempt at an item. It is taken back when it ended without a result and for reasons other than the item,
 * because then the process did not crash.
 *
 * @param isolated whether no other item of the chunk is in flight
 */
export async function countAttempt(
  { store: { attempts } }: ChunkDeps,
  { manifest: { batch_id: batchId }, run }: ChunkContext,
  seq: number,
  isolated: boolean,
  work: (attempts: number) => Promise<ItemOutcome>,
): Promise<ItemOutcome> {
  const count = await attempts.begin(batchId, run, seq);
  let outcome: ItemOutcome | undefined;
  try {
    outcome = count > ATTEMPTS_TOGETHER_MAX && !isolated ? "isolate" : await work(count);
    return outcome;
  } finally {
    if (outcome !== "done" && outcome !== "retry") await attempts.takeBack(batchId, run, seq);
  }
}
