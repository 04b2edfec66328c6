import type { BatchManifest, BatchStore } from "@symphony/batch-store";

/** Items of the newest run without a result, in order, from one item up to another. */
export async function pendingItems(
  store: BatchStore,
  manifest: BatchManifest,
  from?: number,
  to?: number,
): Promise<number[]> {
  const seqs: number[] = [];
  for await (const seq of store.pending(manifest, from, to)) seqs.push(seq);
  return seqs;
}
