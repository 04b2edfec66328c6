import type { BatchManifest, ResultRecord } from "@symphony/batch-store";
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { BatchId, itemsQuerySchema, ListedResult, resultsQuerySchema, Status } from "@symphony/contract";
import { readStatus } from "../batches/batch-status.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { findAccepted } from "../batches/require-batch.ts";
import { requireBatchId } from "../upload/submit.ts";

type BatchParams = { id: string };
type BatchQuery = { batch_id: string };

export async function batchStatus({ params }: Call<BatchParams, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  return ok(await readStatus(deps, requireBatchId(params.id)));
}

export async function batchCount({ query }: Call<undefined, BatchQuery, undefined>, deps: ApiDeps): Promise<Reply> {
  const { valid, invalid, total } = await readStatus(deps, requireBatchId(query.batch_id));
  return ok({ valid, invalid, total });
}

/** All results of a finished batch in upload order, streamed row by row. */
export async function batchComplete(
  { params }: Call<BatchParams, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const { manifest, status } = await requireFinished(deps, requireBatchId(params.id));
  const head = {
    batch_id: status.batch_id,
    message: `Batch ${status.status}`,
    status: status.status,
    counts: status.counts,
  };
  const stream = Readable.from(completeBody(head, deps.store.eachResult(manifest)));
  return { status: 200, stream, headers: { "content-type": "application/json; charset=utf-8" } };
}

async function* completeBody(head: object, results: AsyncIterable<ResultRecord>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"results":[`;
  let first = true;
  for await (const { result } of results) {
    yield `${first ? "" : ","}${JSON.stringify(result)}`;
    first = false;
  }
  yield "]}";
}

/** Rows looked at for one page: a filter that matches little must not turn one request into a whole scan. */
const SCANNED_PER_PAGE_MAX = 5_000;

export async function batchResults(
  { params, query }: Call<BatchParams, z.infer<typeof resultsQuerySchema>, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const manifest = await findAccepted(deps, batchId);
  const total = manifest?.total ?? 0;
  const read = manifest === undefined ? undefined : await deps.store.openResults(manifest);
  const results: ListedResult[] = [];
  const end = Math.min(total, query.cursor + SCANNED_PER_PAGE_MAX);
  let seq = query.cursor;
  for (; read !== undefined && seq < end && results.length < query.limit; seq += 1) {
    const record = await read(seq);
    if (record === undefined || (query.status !== undefined && record.result.Is_Valid !== query.status)) continue;
    results.push({
      ...record.result,
      seq,
      Image_Width: record.image?.width ?? null,
      Image_Height: record.image?.height ?? null,
      near_miss: record.near_miss,
      same_as: sameAs(record),
    });
  }
  return ok({ batch_id: batchId, results, next_cursor: seq < total ? seq : null });
}

/** What the batch is made of, also before it is judged: who opens a running batch can tell its images by name. */
export async function batchItems(
  { params, query }: Call<BatchParams, z.infer<typeof itemsQuerySchema>, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const total = (await findAccepted(deps, batchId))?.total ?? 0;
  const end = Math.min(total, query.cursor + query.limit);
  const seqs = Array.from({ length: Math.max(0, end - query.cursor) }, (_, i) => query.cursor + i);
  const items = await Promise.all(seqs.map(async (seq) => ({ seq, name: (await deps.store.item(batchId, seq)).name })));
  return ok({ batch_id: batchId, items, next_cursor: end < total ? end : null });
}

/** Ids of other batches are keys to them, and are not given away. */
function sameAs({ batch_id, same_as }: ResultRecord): ListedResult["same_as"] {
  if (same_as === undefined) return null;
  return same_as.batch_id === batch_id ? { batch: "this", seq: same_as.seq } : { batch: "earlier", seq: null };
}

export function batchCsvByPath({ params }: Call<BatchParams, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  return batchCsv(requireBatchId(params.id), deps);
}

export function batchCsvByQuery({ query }: Call<undefined, BatchQuery, undefined>, deps: ApiDeps): Promise<Reply> {
  return batchCsv(requireBatchId(query.batch_id), deps);
}

async function batchCsv(batchId: BatchId, deps: ApiDeps): Promise<Reply> {
  await requireFinished(deps, batchId);
  return {
    status: 200,
    stream: createReadStream(deps.store.csvPath(batchId)),
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="logo_detection_results_${batchId}.csv"`,
    },
  };
}

/** @throws {Problem} 409 with the counts so far */
async function requireFinished(deps: ApiDeps, batchId: BatchId): Promise<{ manifest: BatchManifest; status: Status }> {
  const status = await readStatus(deps, batchId);
  const manifest = await deps.store.manifest(batchId);
  if (manifest === undefined)
    throw new Problem("batch_not_ready", "The batch has no images yet.", {
      more: { status: status.status, counts: status.counts },
    });
  if (status.completed_at !== null) return { manifest, status };
  throw new Problem(
    "batch_not_finished",
    `${status.processed} of ${status.total} images are judged; ask again later.`,
    {
      more: { batch_id: batchId, status: status.status, counts: status.counts },
    },
  );
}
