import type { z } from "zod";
import type { startBatchRequestSchema } from "@symphony/contract";
import { createDraft } from "../batches/drafts.ts";
import type { ApiDeps } from "../deps.ts";
import type { Call, Reply } from "../http/route.ts";

export async function startBatch(
  { body }: Call<undefined, undefined, z.infer<typeof startBatchRequestSchema>>,
  deps: ApiDeps,
): Promise<Reply> {
  return { status: 201, body: { batch_id: await createDraft(deps, body), message: "Batch started" } };
}
