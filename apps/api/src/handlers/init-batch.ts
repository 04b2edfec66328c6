import type { z } from "zod";
import type { initBatchRequestSchema } from "@symphony/contract";
import { initDraft } from "../batches/drafts.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function initBatch(
  { body }: Call<undefined, undefined, z.infer<typeof initBatchRequestSchema>>,
  deps: ApiDeps,
): Promise<Reply> {
  const batchId = await initDraft(deps, body);
  return ok({ message: "Batch initialized", batch_id: batchId, total: body.total });
}
