import type { BatchManifest, Final } from "@symphony/batch-store";
import type { WebhookPayload } from "@symphony/contract";

/** What a webhook receives about a finished run of a batch. */
export function webhookPayloadOf(manifest: BatchManifest, final: Final, run: number): WebhookPayload {
  const { batch_id, client_id, created_at } = manifest;
  const { status, counts, completed_at } = final;
  const links = {
    status: `/api/check-logo/batch/${batch_id}/status`,
    results: `/api/batches/${batch_id}/results`,
    csv: `/api/check-logo/batch/export-csv/${batch_id}`,
  };
  return {
    event: `batch.${status}`,
    delivery: `${batch_id}.${run}`,
    batch_id,
    client_id,
    counts,
    created_at,
    completed_at,
    links,
  };
}
