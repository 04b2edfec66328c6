import { requireBatchId } from "../batches/batch-ids.ts";
import { readStatus } from "../batches/batch-status.ts";
import { skippedOf } from "../upload/skipped.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function batchStatus(
  { params }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  return ok({ ...(await readStatus(deps, batchId)), ...skippedOf(await deps.store.manifest(batchId)) });
}

export async function batchCount(
  { query }: Call<undefined, { batch_id: string }, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  const { valid, invalid, error, total } = await readStatus(deps, requireBatchId(query.batch_id));
  return ok({ valid, invalid: invalid + error, error, total });
}
