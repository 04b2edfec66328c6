import pLimit from "p-limit";
import type { BatchManifest } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import { errorRecord } from "../result-record.ts";
import { pendingItems } from "./pending-items.ts";
import { recordProgress } from "./record-progress.ts";
import type { ProgressDeps } from "./record-progress.ts";

const COMMITS_IN_FLIGHT = 16;

/**
 * Gives every item without a result one that says why it was not inspected. In a run that re-evaluates earlier
 * results the earlier result stays instead. A worker that commits a result first wins.
 *
 * @param run the run that this was decided for; a later one has nothing to do with it
 */
export async function failRemainingItems(
  deps: ProgressDeps,
  manifest: BatchManifest,
  { run, category, sentence }: { run: number; category: ErrorCategory; sentence: string },
): Promise<void> {
  const { batch_id: batchId } = manifest;
  const { store } = deps;
  const pending = await pendingItems(store, manifest);
  // Asked after the listing: what was pending in this run keeps the run from ending without it.
  const { run: newest, reevaluates } = await store.control(batchId);
  if (newest !== run) return;
  await pLimit(COMMITS_IN_FLIGHT).map(pending, async (seq) => {
    const item = await store.item(batchId, seq, run);
    const earlier = reevaluates === true ? await store.results.newest(batchId, seq, run - 1) : undefined;
    const record = earlier ?? errorRecord({ manifest, item, attempts: 0, milliseconds: 0 }, category, sentence);
    if (await store.results.putIfAbsent(record, run)) await recordProgress(deps, manifest, record);
  });
}
