import type { z } from "zod";
import { Problem } from "@symphony/contract";
import type { initBatchRequestSchema } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";
import { requireBatchId } from "../upload/submit.ts";

/** Announces how many images are to come. A batch that has its images is never reset. */
export async function initBatch(
  { body }: Call<undefined, undefined, z.infer<typeof initBatchRequestSchema>>,
  { store }: ApiDeps,
): Promise<Reply> {
  const batchId = requireBatchId(body.batch_id);
  if ((await store.manifest(batchId)) !== undefined) {
    throw new Problem("already_submitted", `Batch ${batchId} has its images already; start a new one.`);
  }
  const known = await store.drafts.read(batchId);
  await store.drafts.write({
    batch_id: batchId,
    client_id: body.client_id ?? known?.client_id ?? null,
    email: known?.email ?? null,
    webhook_url: known?.webhook_url,
    total: body.total,
    created_at: known?.created_at ?? new Date().toISOString(),
  });
  return ok({ message: "Batch initialized", batch_id: batchId, total: body.total });
}
