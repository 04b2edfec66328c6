import { requireBatchId } from "../batches/batch-ids.ts";
import { readStatus } from "../batches/batch-status.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function batchStatus(
  { params }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await readStatus(deps, requireBatchId(params.id)));
}

export async function batchCount(
  { query }: Call<undefined, { batch_id: string }, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const { valid, invalid, total } = await readStatus(deps, requireBatchId(query.batch_id));
  return ok({ valid, invalid, total });
}
