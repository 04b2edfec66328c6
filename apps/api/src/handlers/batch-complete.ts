import { Readable } from "node:stream";
import { clientResultOf } from "@symphony/batch-store";
import type { ResultRecord } from "@symphony/batch-store";
import { requireBatchId } from "../batches/batch-ids.ts";
import { requireFinished } from "../batches/find-batch.ts";
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
  };
  const stream = Readable.from(completeBody(head, deps.store.eachResult(manifest)));
  return { status: 200, stream, headers: { "content-type": "application/json; charset=utf-8" } };
}

async function* completeBody(head: object, results: AsyncIterable<ResultRecord>): AsyncGenerator<string> {
  yield `${JSON.stringify(head).slice(0, -1)},"results":[`;
  let first = true;
  for await (const record of results) {
    yield `${first ? "" : ","}${JSON.stringify(clientResultOf(record))}`;
    first = false;
  }
  yield "]}";
}
