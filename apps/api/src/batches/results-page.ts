import { clientResultOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import type { z } from "zod";
import type {
  BatchId,
  itemsPageSchema,
  itemsQuerySchema,
  ListedResult,
  resultsPageSchema,
  resultsQuerySchema,
} from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { findManifest } from "./find-batch.ts";

/** Results read for one page: a filter with few matches must not turn one request into a scan of the batch. */
const SCANNED_PER_PAGE_MAX = 5_000;

/** One page of results; of a running batch, those that are there. */
export async function readResultsPage(
  deps: ApiDeps,
  batchId: BatchId,
  { status, cursor, limit }: z.infer<typeof resultsQuerySchema>,
): Promise<z.infer<typeof resultsPageSchema>> {
  const manifest = await findManifest(deps, batchId);
  if (manifest === undefined) return { batch_id: batchId, results: [], next_cursor: null };
  const read = await deps.store.openResults(manifest);
  const results: ListedResult[] = [];
  const end = Math.min(manifest.total, cursor + SCANNED_PER_PAGE_MAX);
  let seq = cursor;
  for (; seq < end && results.length < limit; seq += 1) {
    const record = await read(seq);
    if (record === undefined || (status !== undefined && record.result.Is_Valid !== status)) continue;
    results.push(listedResultOf(record));
  }
  return { batch_id: batchId, results, next_cursor: seq < manifest.total ? seq : null };
}

function listedResultOf(record: ResultRecord): ListedResult {
  return {
    ...clientResultOf(record),
    seq: record.seq,
    Image_Width: record.image?.width ?? null,
    Image_Height: record.image?.height ?? null,
    ...(record.image?.pages === undefined ? {} : { Image_Pages: record.image.pages }),
    near_miss: record.near_miss,
    same_as: sameAs(record),
  };
}

/** Ids of other batches give access to them, so they stay secret. */
function sameAs({ batch_id, same_as }: ResultRecord): ListedResult["same_as"] {
  if (same_as === undefined) return null;
  return same_as.batch_id === batch_id ? { batch: "this", seq: same_as.seq } : { batch: "earlier", seq: null };
}

/** One page of the names of a batch's images, whether they have a result or not. */
export async function readItemsPage(
  deps: ApiDeps,
  batchId: BatchId,
  { cursor, limit }: z.infer<typeof itemsQuerySchema>,
): Promise<z.infer<typeof itemsPageSchema>> {
  const total = (await findManifest(deps, batchId))?.total ?? 0;
  const end = Math.min(total, cursor + limit);
  const seqs = Array.from({ length: Math.max(0, end - cursor) }, (_, i) => cursor + i);
  const items = await Promise.all(seqs.map(async (seq) => ({ seq, name: (await deps.store.item(batchId, seq)).name })));
  return { batch_id: batchId, items, next_cursor: end < total ? end : null };
}
