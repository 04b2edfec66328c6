import pLimit from "p-limit";
import { durationOf } from "@symphony/batch-store";
import type { BatchStore, Metadata } from "@symphony/batch-store";
import type { AdminBatch, AdminBatchesPage, AdminBatchesQuery, BatchId } from "@symphony/contract";

/** Batches read at once. */
const READS_IN_FLIGHT = 16;

/** Entries of finished batches that each request reads again, because a later run changes them. */
const RECHECKED_MAX = 500;

export interface BatchHistory {
  /** One page of the batches that match a search for id, client, e-mail address or status, newest first. */
  page(query: AdminBatchesQuery): Promise<AdminBatchesPage>;
}

/**
 * An index of the batches in memory. What is finished is read once and checked in turn, so that a page costs the
 * unfinished batches and not all that are kept; requests at the same time share the work.
 */
export function createBatchHistory(store: BatchStore): BatchHistory {
  const limitReads = pLimit(READS_IN_FLIGHT);
  // In the order in which they were read last.
  const known = new Map<BatchId, Metadata>();
  let refreshing: Promise<void> | undefined;

  async function read(batchId: BatchId): Promise<void> {
    const metadata = await store.metadata(batchId).catch(() => undefined);
    known.delete(batchId);
    if (metadata !== undefined) known.set(batchId, metadata);
  }
  async function refresh(): Promise<void> {
    const ids = new Set(await store.list());
    for (const id of known.keys()) if (!ids.has(id)) known.delete(id);
    const rechecked = new Set([...known.keys()].slice(0, RECHECKED_MAX));
    const stale = [...ids].filter((id) => rechecked.has(id) || (known.get(id)?.completed_at ?? null) === null);
    await limitReads.map(stale, read);
  }
  return {
    async page({ search, cursor, limit }) {
      refreshing ??= refresh().finally(() => (refreshing = undefined));
      await refreshing;
      const found = [...known.values()].filter((each) => matches(each, search.toLowerCase())).sort(byAge);
      const batches = await limitReads.map(found.slice(cursor, cursor + limit), (each) => detailsOf(store, each));
      return { batches, found: found.length, next_cursor: cursor + limit < found.length ? cursor + limit : null };
    },
  };
}

const matches = ({ batch_id, client_id, email, status }: Metadata, wanted: string): boolean =>
  [batch_id, client_id ?? "", email ?? "", status].some((text) => text.toLowerCase().includes(wanted));

const byAge = (a: Metadata, b: Metadata): number =>
  a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.batch_id < b.batch_id ? -1 : 1;

async function detailsOf(store: BatchStore, metadata: Metadata): Promise<AdminBatch> {
  const batchId: BatchId = metadata.batch_id;
  const [manifest, final] = [await store.manifest(batchId), await store.final(batchId)];
  const duration = manifest === undefined || final === undefined ? null : durationOf(manifest, final);
  return {
    ...metadata,
    counts: final?.counts ?? metadata.counts,
    duration_ms: duration,
    errors_by_category: final?.errors_by_category ?? {},
    valid_by_stage: final?.valid_by_stage ?? {},
  };
}
