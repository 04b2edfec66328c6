import type { BatchStore } from "@symphony/batch-store";
import type { Accepted } from "@symphony/contract";
import type { Queues, Tries } from "@symphony/messaging";

/** Enqueues the webhook of a finished batch unless it is done with; asked at the end, and by recovery ever after. */
export function createWebhookStarter(
  store: BatchStore,
  queues: Queues,
  tries: Tries,
): (accepted: Accepted) => Promise<void> {
  return async ({ batch_id: batchId, webhook_url }) => {
    if (webhook_url === undefined) return;
    const { generation } = await store.control(batchId);
    if ((await store.webhooks.done(batchId, generation)) === undefined)
      await queues.addWebhook(batchId, generation, tries);
  };
}
