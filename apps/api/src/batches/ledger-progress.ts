import type { BatchManifest } from "@symphony/batch-store";
import { countsFrom } from "@symphony/contract";
import type { BatchId, Counts } from "@symphony/contract";
import type { BatchStore } from "@symphony/batch-store";

/** How long a batch is said to stand as its rows once said. */
const KEPT_MS = 3_000;

/** A batch by its rows. */
export interface LedgerProgress {
  counts: Counts;
  /** Progress events so far. */
  events: number;
  startedAt: string;
}

export type LedgerProgressReader = (manifest: BatchManifest) => Promise<LedgerProgress>;

/**
 * Reads how batches stand from their rows, once for all who ask at about the same time: while Redis is away every open
 * page does, every two seconds, and a large batch takes seconds to read.
 */
export function createLedgerProgressReader(store: BatchStore): LedgerProgressReader {
  const known = new Map<BatchId, Promise<LedgerProgress>>();
  const read = async (manifest: BatchManifest): Promise<LedgerProgress> => {
    const { verdicts, events, startedAt } = await store.batchProgress(manifest);
    return { counts: countsFrom(manifest, verdicts), events, startedAt };
  };
  return (manifest) => {
    const { batch_id: id } = manifest;
    const present = known.get(id);
    if (present !== undefined) return present;
    const reading = read(manifest);
    known.set(id, reading);
    reading.then(
      () => setTimeout(() => known.delete(id), KEPT_MS).unref(),
      () => known.delete(id),
    );
    return reading;
  };
}
