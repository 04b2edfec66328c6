import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { BatchId, initBatchRequestSchema, startBatchRequestSchema } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound, requireBatchId } from "./batch-ids.ts";

/** A draft takes one block of the disk. */
const DRAFT_BYTES = 4_096;

/** Creates a draft: a batch with an id and no images yet. */
export async function createDraft(
  { store, config }: ApiDeps,
  request: z.infer<typeof startBatchRequestSchema>,
): Promise<BatchId> {
  const draft = {
    batch_id: randomUUID(),
    client_id: request.client_id ?? null,
    email: request.email ?? null,
    webhook_url: requireSignedWebhook(config, request.webhook_url),
    ...peopleFields(request),
    total: 0,
    created_at: new Date().toISOString(),
  };
  await store.admit(DRAFT_BYTES);
  await store.drafts.write(draft);
  return draft.batch_id;
}

/** Sets the expected number of images of a draft. A batch that has its images is never reset. */
export async function initDraft({ store }: ApiDeps, request: z.infer<typeof initBatchRequestSchema>): Promise<BatchId> {
  const batchId = requireBatchId(request.batch_id);
  if ((await store.manifest(batchId)) !== undefined)
    throw new Problem("already_submitted", `Batch ${batchId} has its images already; start a new one.`);
  // What a late worker leaves of the removed batch goes with whatever has its id.
  if (await store.removals.has(batchId)) throw batchNotFound(batchId);
  await store.admit(DRAFT_BYTES);
  const known = await store.drafts.read(batchId);
  await store.drafts.write({
    batch_id: batchId,
    client_id: request.client_id ?? known?.client_id ?? null,
    email: known?.email ?? null,
    webhook_url: known?.webhook_url,
    ...peopleFields(known ?? {}),
    total: request.total,
    created_at: known?.created_at ?? new Date().toISOString(),
  });
  return batchId;
}

/** @throws {Problem} when there is a webhook but no secret to sign it with */
export function requireSignedWebhook(config: ApiDeps["config"], url: string | undefined): string | undefined {
  if (url === undefined || config.WEBHOOK_SECRET !== undefined) return url;
  throw new Problem(
    "webhooks_not_configured",
    "Leave webhook_url out: the operator of this service has set no WEBHOOK_SECRET to sign with.",
  );
}

/** What people say of a batch, where they say it. */
export const peopleFields = ({
  title,
  supplier,
}: {
  title?: string | null | undefined;
  supplier?: string | null | undefined;
}): { title?: string; supplier?: string } => ({
  ...(title === undefined || title === null ? {} : { title }),
  ...(supplier === undefined || supplier === null ? {} : { supplier }),
});
