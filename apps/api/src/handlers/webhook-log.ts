import { requireBatchId } from "../batches/batch-ids.ts";
import { readWebhookLog } from "../batches/webhook-log.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function webhookLog(
  { params }: Call<{ id: string }, undefined, undefined>,
  deps: ApiDeps,
): Promise<Reply> {
  return ok(await readWebhookLog(deps, requireBatchId(params.id)));
}
