import { durationOf } from "@symphony/batch-store";
import type { Metadata } from "@symphony/batch-store";
import pLimit from "p-limit";
import type { BatchStore } from "@symphony/batch-store";
import type { AdminBatch, AdminBatchesPage, AdminBatchesQuery, BatchId } from "@symphony/contract";

/** Files read at a time. */
const READS_IN_FLIGHT = 16;

/** The batches on disk, newest first, as far as they fit the search: an id, a client, an address or a state. */
export async function readBatchHistory(
  store: BatchStore,
  { search, cursor, limit }: AdminBatchesQuery,
): Promise<AdminBatchesPage> {
  const authenticator = pLimit(READS_IN_FLIGHT);
  const all = await Promise.all(
    (await store.list()).map((id) => authenticator(() => store.metadata(id).catch(() => undefined))),
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
    found.slice(cursor, cursor + limit).map((each) => authenticator(() => detailsOf(store, each))),
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
