import type { BatchId, WebhookLog } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { requireBatch } from "./find-batch.ts";

/** The deliveries of a batch's webhook in its newest run. */
export async function readWebhookLog(deps: ApiDeps, batchId: BatchId): Promise<WebhookLog> {
  const { store } = deps;
  const { webhook_url: url } = await requireBatch(deps, batchId);
  const { run } = await store.control(batchId);
  const done = await store.webhooks.done(batchId, run);
  return {
    batch_id: batchId,
    webhook_url: url ?? null,
    state: url === undefined ? "none" : (done?.outcome ?? "waiting"),
    attempts: await store.webhooks.attempts(batchId, run),
  };
}
