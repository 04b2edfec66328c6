import type { EditBatchRequest } from "@symphony/contract";
import { requireBatchId } from "../../batches/batch-ids.ts";
import { deleteBatch as remove } from "../../batches/record/delete-batch.ts";
import { editBatch as edit } from "../../batches/record/edit-batch.ts";
import { readBatchRecord } from "../../batches/record/read-record.ts";
import type { ApiDeps } from "../../deps.ts";
import { versionIn } from "../../http/access/if-match.ts";
import type { Call, Reply } from "../../http/route.ts";

type ById = Call<{ id: string }, undefined, undefined>;

export async function batchRecord({ params }: ById, deps: ApiDeps): Promise<Reply> {
  const record = await readBatchRecord(deps, requireBatchId(params.id));
  return { status: 200, body: record, headers: { etag: `"${record.version}"` } };
}

export async function editBatch(
  { params, body, request }: Call<{ id: string }, undefined, EditBatchRequest>,
  deps: ApiDeps,
): Promise<Reply> {
  const expected = versionIn(request.headers["if-match"]);
  const record = await edit(deps, params.id, body, { by: deps.identify(request), expected });
  return { status: 200, body: record, headers: { etag: `"${record.version}"` } };
}

export async function deleteBatch({ params }: ById, deps: ApiDeps): Promise<Reply> {
  await remove(deps, params.id);
  return { status: 204 };
}
