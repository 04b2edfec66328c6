import { Readable } from "node:stream";
import { clientResultOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import type { Status } from "@symphony/contract";
import { requireBatchId } from "../batches/batch-ids.ts";
import { requireFinished } from "../batches/find-batch.ts";
import { openReviews } from "../batches/reviews/open-reviews.ts";
import type { ReviewReader } from "../batches/reviews/open-reviews.ts";
import { skippedOf } from "../upload/skipped.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

/** All results of a finished batch in upload order, streamed one by one. */
export async function batchComplete(
  { params }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const { manifest, status } = await requireFinished(deps, requireBatchId(params.id));
  const head = {
    batch_id: status.batch_id,
    message: `Batch ${status.status}`,
    status: status.status,
    counts: status.counts,
    ...skippedOf(manifest),
  };
  const stream = Readable.from(completeBody(head, deps.store.eachResult(manifest), openReviews(deps, head.batch_id)));
  return { status: 200, stream, headers: { "content-type": "application/json; charset=utf-8" } };
}

async function* completeBody(
  head: Pick<Status, "batch_id" | "counts">,
  results: AsyncIterable<ResultRecord>,
  reviews: ReviewReader,
): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"results":[`;
  let count = 0;
  for await (const record of results) {
    yield `${count === 0 ? "" : ","}${JSON.stringify(clientResultOf(record, await reviews.reviewOf(record.seq)))}`;
    count += 1;
  }
  // A response that was begun is whole or breaks off.
  if (count !== head.counts.total) throw new Error(`${count} of ${head.counts.total} results of ${head.batch_id}`);
  yield "]}";
}
