import pLimit from "p-limit";
import { durationOf } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import type { AdminBatch, AdminBatchesPage, AdminBatchesQuery, BatchId } from "@symphony/contract";
import { createBatchIndex } from "../batches/search/batch-index.ts";
import type { BatchIndex, IndexedBatch } from "../batches/search/batch-index.ts";

/** Batches read at once. */
const READS_IN_FLIGHT = 16;

export interface BatchHistory {
  /** One page of the batches that match a search for id, title, supplier, client, e-mail address or status. */
  page(query: AdminBatchesQuery): Promise<AdminBatchesPage>;
  find(batchId: BatchId): Promise<AdminBatchesPage["batches"][number] | undefined>;
}

export function createBatchHistory(store: BatchStore, index: BatchIndex = createBatchIndex(store)): BatchHistory {
  const limitReads = pLimit(READS_IN_FLIGHT);
  return {
    async find(batchId) {
      const [found] = await index.select((each) => each.batch_id === batchId);
      return found && detailsOf(store, found);
    },
    async page({ search, cursor, limit }) {
      const wanted = search.toLowerCase();
      const found = await index.select((each) => matches(each, wanted));
      const batches = await limitReads.map(found.slice(cursor, cursor + limit), (each) => detailsOf(store, each));
      return { batches, found: found.length, next_cursor: cursor + limit < found.length ? cursor + limit : null };
    },
  };
}

const matches = ({ batch_id, client_id, email, status, title, supplier }: IndexedBatch, wanted: string): boolean =>
  [batch_id, client_id ?? "", email ?? "", status, title ?? "", supplier ?? ""].some((text) =>
    text.toLowerCase().includes(wanted),
  );

async function detailsOf(store: BatchStore, { note: _note, ...metadata }: IndexedBatch): Promise<AdminBatch> {
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
