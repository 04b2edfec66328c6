import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { Queues, Tries } from "@symphony/messaging";

/** Enqueues the webhook of a finished batch unless it is done; called when a batch finishes, and by recovery. */
export function createWebhookStarter(
  store: BatchStore,
  queues: Queues,
  tries: Tries,
): (manifest: BatchManifest) => Promise<void> {
  return async ({ batch_id: batchId, webhook_url }) => {
    if (webhook_url === undefined) return;
    const { run } = await store.control(batchId);
    if ((await store.webhooks.done(batchId, run)) === undefined) await queues.addWebhook(batchId, run, tries);
  };
}
