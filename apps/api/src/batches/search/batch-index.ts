import pLimit from "p-limit";
import type { BatchStore, Metadata, StoredRecord } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";

/** Batches read at once. */
const READS_IN_FLIGHT = 16;

/** Entries of finished batches that each request reads again, because a later run changes them. */
const RECHECKED_MAX = 500;

export type IndexedBatch = Metadata & Omit<StoredRecord, "version">;

export interface BatchIndex {
  /** All batches that match, newest first. @param maxAgeMs how old the index may be: reading it again has its price */
  select(matches: (batch: IndexedBatch) => boolean, maxAgeMs?: number): Promise<IndexedBatch[]>;
  /** Reads one batch again, because it was changed or removed by this process. */
  touch(batchId: BatchId): Promise<void>;
}

const NOTHING_SAID = { title: null, supplier: null, note: null, pinned: false };

/**
 * An index of the batches in memory, less than a kilobyte each. What is finished is read once, again when it was
 * changed, and checked in turn, so that a request costs the unfinished batches and not all that are kept; requests at
 * the same time share the work.
 */
export function createBatchIndex(store: BatchStore): BatchIndex {
  const limitReads = pLimit(READS_IN_FLIGHT);
  // In the order in which they were read last.
  const known = new Map<BatchId, IndexedBatch>();
  let refreshing: Promise<void> | undefined;
  let refreshedAt = -Infinity;

  async function read(batchId: BatchId, changed: boolean): Promise<void> {
    const before = known.get(batchId);
    const metadata = await store.metadata(batchId).catch(() => undefined);
    const isKnown = before !== undefined && !changed;
    const record = isKnown || metadata === undefined ? before : await store.records.read(batchId).catch(() => before);
    known.delete(batchId);
    if (metadata !== undefined) known.set(batchId, { ...saidOf(record), ...metadata });
  }
  async function refresh(): Promise<void> {
    const begun = performance.now();
    const ids = new Set(await store.list());
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    const changed = new Set(await store.recentlyChanged().catch(() => []));
    const rechecked = new Set([...known.keys()].slice(0, RECHECKED_MAX));
    const isRunning = (id: BatchId): boolean => (known.get(id)?.completed_at ?? null) === null;
    const stale = [...ids].filter((id) => rechecked.has(id) || changed.has(id) || isRunning(id));
    await limitReads.map(stale, (id) => read(id, changed.has(id) || isRunning(id)));
    refreshedAt = begun;
  }
  return {
    async select(matches, maxAgeMs = 0) {
      if (performance.now() - refreshedAt > maxAgeMs)
        await (refreshing ??= refresh().finally(() => (refreshing = undefined)));
      const listed = [...known.values()].filter(({ part_of }) => part_of === undefined);
      return listed.filter(matches).sort(byAge);
    },
    touch: (batchId) => read(batchId, true),
  };
}

const saidOf = (record: Partial<StoredRecord> = NOTHING_SAID): Omit<StoredRecord, "version"> => ({
  title: record.title ?? null,
  supplier: record.supplier ?? null,
  note: record.note ?? null,
  pinned: record.pinned ?? false,
});

const byAge = (a: Metadata, b: Metadata): number =>
  a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.batch_id < b.batch_id ? -1 : 1;
