import type { BatchManifest } from "@symphony/batch-store";
import type { ErrorCategory } from "@symphony/contract";
import { recordProgress } from "./record-progress.ts";
import type { CountDeps } from "./record-progress.ts";
import { errorRecord } from "../chunk/result-record.ts";

/** Gives every item that has no row yet one that says why it was not judged. A judge who is faster wins. */
export async function failRemainingItems(
  deps: CountDeps,
  manifest: BatchManifest,
  category: ErrorCategory,
  sentence: string,
): Promise<void> {
  const { run } = await deps.store.control(manifest.batch_id);
  for await (const seq of deps.store.pending(manifest)) {
    const item = await deps.store.item(manifest.batch_id, seq);
    const record = errorRecord({ manifest, item, attempts: 0, milliseconds: 0 }, category, sentence);
    if (await deps.store.results.commit(record, run)) await recordProgress(deps, manifest, record);
  }
}
