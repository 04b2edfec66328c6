import type { WebhookLog } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { batchNotFound, requireBatchId } from "../upload/submit.ts";

/** What became of a batch's webhook, try by try, in its present generation. */
export async function webhookLog(
  { params }: Call<{ id: string }, undefined, undefined>,
  { store }: ApiDeps,
): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  const batch = (await store.manifest(batchId)) ?? (await store.drafts.read(batchId));
  if (batch === undefined) throw batchNotFound(batchId);
  const { run } = await store.control(batchId);
  const done = await store.webhooks.done(batchId, run);
  const log: WebhookLog = {
    batch_id: batchId,
    webhook_url: batch.webhook_url ?? null,
    state: batch.webhook_url === undefined ? "none" : (done?.outcome ?? "waiting"),
    attempts: await store.webhooks.attempts(batchId, run),
  };
  return ok(log);
}
