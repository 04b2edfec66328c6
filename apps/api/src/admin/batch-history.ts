import pLimit from "p-limit";
import { durationOf } from "@symphony/batch-store";
import type { BatchStore, Metadata } from "@symphony/batch-store";
import type { AdminBatch, AdminBatchesPage, AdminBatchesQuery, BatchId } from "@symphony/contract";

/** Batches read at once. */
const READS_IN_FLIGHT = 16;

/** One page of the batches that match a search for id, client, e-mail address or status, newest first. */
export async function readBatchHistory(
  store: BatchStore,
  { search, cursor, limit }: AdminBatchesQuery,
): Promise<AdminBatchesPage> {
  const limitReads = pLimit(READS_IN_FLIGHT);
  const all = await Promise.all(
    (await store.list()).map((id) => limitReads(() => store.metadata(id).catch(() => undefined))),
  );
  const wanted = search.toLowerCase();
  const found = all
    .filter((each) => each !== undefined)
    .filter((each) =>
      [each.batch_id, each.client_id ?? "", each.email ?? "", each.status].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    )
    .sort((a, b) =>
      a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.batch_id < b.batch_id ? -1 : 1,
    );
  const page = await Promise.all(
    found.slice(cursor, cursor + limit).map((each) => limitReads(() => detailsOf(store, each))),
  );
  return { batches: page, found: found.length, next_cursor: cursor + limit < found.length ? cursor + limit : null };
}

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
