import type { BatchManifest } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import { errorRecord } from "../result-record.ts";
import { recordProgress } from "./record-progress.ts";
import type { ProgressDeps } from "./record-progress.ts";

/**
 * Gives every item without a result one that says why it was not inspected. In a run that re-evaluates earlier
 * results the earlier result stays instead. A worker that commits a result first wins.
 */
export async function failRemainingItems(
  deps: ProgressDeps,
  manifest: BatchManifest,
  category: ErrorCategory,
  sentence: string,
): Promise<void> {
  const { batch_id: batchId } = manifest;
  const { store } = deps;
  const { run, reevaluates } = await store.control(batchId);
  for await (const seq of store.pending(manifest)) {
    const item = await store.item(batchId, seq, run);
    const earlier = reevaluates === true ? await store.results.newest(batchId, seq, run - 1) : undefined;
    const record = earlier ?? errorRecord({ manifest, item, attempts: 0, milliseconds: 0 }, category, sentence);
    if (await store.results.putIfAbsent(record, run)) await recordProgress(deps, manifest, record);
  }
}
