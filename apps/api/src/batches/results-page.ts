import { clientResultOf } from "@symphony/batch-store";
import type { NewestReview, ResultRecord } from "@symphony/batch-store";
import type { z } from "zod";
import { reviewOf } from "@symphony/contract";
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
import { openReviews } from "./reviews/open-reviews.ts";
import { checkedBefore } from "./search/checked-before.ts";
import { readOrder } from "./reviews/result-order.ts";

/** Results read for one page: a filter with few matches must not turn one request into a scan of the batch. */
const SCANNED_PER_PAGE_MAX = 5_000;

/** One page of results; of a running batch, those that are there. */
export async function readResultsPage(
  deps: ApiDeps,
  batchId: BatchId,
  { status, cursor, limit, order, ...reviewFilter }: z.infer<typeof resultsQuerySchema>,
): Promise<z.infer<typeof resultsPageSchema>> {
  const manifest = await findManifest(deps, batchId);
  if (manifest === undefined) return { batch_id: batchId, results: [], next_cursor: null };
  const read = await deps.store.openResults(manifest);
  const reviews = openReviews(deps, batchId);
  const seqAt = await readOrder(deps, manifest, order);
  const results: ListedResult[] = [];
  const end = Math.min(manifest.total, cursor + SCANNED_PER_PAGE_MAX);
  let place = cursor;
  for (; place < end && results.length < limit; place += 1) {
    const record = await read(seqAt(place));
    if (record === undefined || (status !== undefined && record.result.Is_Valid !== status)) continue;
    if (await reviews.matches(record, reviewFilter))
      results.push({
        ...listedResultOf(record, await reviews.newest(record.seq)),
        Checked_Before: await checkedBefore(deps, manifest, record),
      });
  }
  return { batch_id: batchId, results, next_cursor: place < manifest.total ? place : null };
}

/** A result as pages of results list it. */
export function listedResultOf(record: ResultRecord, newest: NewestReview | undefined): ListedResult {
  return {
    ...clientResultOf(record, reviewOf(newest?.entry)),
    Threshold: record.threshold ?? null,
    Review_Version: newest?.version ?? 0,
    seq: record.seq,
    Image_Width: record.image?.width ?? null,
    Image_Height: record.image?.height ?? null,
    ...(record.image?.pages === undefined ? {} : { Image_Pages: record.image.pages }),
    ...(record.corrected_in === undefined ? {} : { Corrected_In: record.corrected_in }),
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
