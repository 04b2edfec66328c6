import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { Queues, Tries } from "@symphony/messaging";

/**
 * Enqueues the webhook of a finished batch unless it is done; called when a batch finishes, and by recovery.
 * It gives whether the webhook is still to be done.
 */
export function createWebhookStarter(
  store: BatchStore,
  queues: Queues,
  tries: Tries,
): (manifest: BatchManifest) => Promise<boolean> {
  return async ({ batch_id: batchId, webhook_url }) => {
    if (webhook_url === undefined) return false;
    const { run } = await store.control(batchId);
    if ((await store.webhooks.done(batchId, run)) !== undefined) return false;
    await queues.addWebhook(batchId, run, tries);
    return true;
  };
}
