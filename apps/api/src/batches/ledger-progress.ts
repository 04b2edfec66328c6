import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { BatchId, Counts } from "@symphony/contract";
import { countsFrom } from "@symphony/messaging";

/** How long a reading is reused. */
const KEPT_MS = 3_000;

/** The progress of a batch by its results. */
export interface LedgerProgress {
  counts: Counts;
  /** Progress events so far. */
  events: number;
  startedAt: string;
}

export type LedgerProgressReader = (manifest: BatchManifest) => Promise<LedgerProgress>;

/**
 * Reads the progress of batches from their results, once for all callers within a few seconds: while Redis is away
 * every open page asks every two seconds, and reading a large batch takes seconds.
 */
export function createLedgerProgressReader(store: Pick<BatchStore, "batchProgress">): LedgerProgressReader {
  const readings = new Map<BatchId, Promise<LedgerProgress>>();
  const read = async (manifest: BatchManifest): Promise<LedgerProgress> => {
    const { verdicts, events, startedAt } = await store.batchProgress(manifest);
    return { counts: countsFrom(manifest, verdicts), events, startedAt };
  };
  return (manifest) => {
    const { batch_id: id } = manifest;
    const known = readings.get(id);
    if (known !== undefined) return known;
    const reading = read(manifest);
    readings.set(id, reading);
    reading.then(
      () => setTimeout(() => readings.delete(id), KEPT_MS).unref(),
      () => readings.delete(id),
    );
    return reading;
  };
}
