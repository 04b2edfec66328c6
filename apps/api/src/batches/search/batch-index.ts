import pLimit from "p-limit";
import type { BatchStore, Metadata, StoredRecord } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";

/** Batches read at once. */
const READS_IN_FLIGHT = 16;

/** Entries of finished batches that each request reads again, because a later run changes them. */
const RECHECKED_MAX = 500;

export type IndexedBatch = Metadata & Omit<StoredRecord, "version">;

export interface BatchIndex {
  /** All batches that match, newest first. */
  select(matches: (batch: IndexedBatch) => boolean): Promise<IndexedBatch[]>;
}

const NOTHING_SAID = { title: null, supplier: null, note: null, pinned: false };

/**
 * An index of the batches in memory, half a kilobyte each. What is finished is read once, again when it was changed,
 * and checked in turn, so that a request costs the unfinished batches and not all that are kept; requests at the same
 * time share the work.
 */
export function createBatchIndex(store: BatchStore): BatchIndex {
  const limitReads = pLimit(READS_IN_FLIGHT);
  // In the order in which they were read last.
  const known = new Map<BatchId, IndexedBatch>();
  let refreshing: Promise<void> | undefined;

  async function read(batchId: BatchId): Promise<void> {
    const metadata = await store.metadata(batchId).catch(() => undefined);
    const record = metadata && (await store.records.read(batchId).catch(() => undefined));
    known.delete(batchId);
    if (metadata !== undefined) known.set(batchId, { ...metadata, ...(record ?? NOTHING_SAID) });
  }
  async function refresh(): Promise<void> {
    const ids = new Set(await store.list());
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    const rechecked = new Set([...known.keys()].slice(0, RECHECKED_MAX));
    for (const id of await store.recentlyChanged().catch(() => [])) rechecked.add(id);
    const stale = [...ids].filter((id) => rechecked.has(id) || (known.get(id)?.completed_at ?? null) === null);
    await limitReads.map(stale, read);
  }
  return {
    async select(matches) {
      refreshing ??= refresh().finally(() => (refreshing = undefined));
      await refreshing;
      return [...known.values()].filter(matches).sort(byAge);
    },
  };
}

const byAge = (a: Metadata, b: Metadata): number =>
  a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.batch_id < b.batch_id ? -1 : 1;
