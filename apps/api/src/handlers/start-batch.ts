import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { startBatchRequestSchema } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { checkedWebhook } from "../upload/submit.ts";
import type { Call, Reply } from "../http/route.ts";

/** Gives a batch its id and keeps what is known of it until its images come. */
export async function startBatch(
  { body }: Call<undefined, undefined, z.infer<typeof startBatchRequestSchema>>,
  { store, config }: ApiDeps,
): Promise<Reply> {
  const draft = {
    batch_id: randomUUID(),
    client_id: body.client_id ?? null,
    email: body.email ?? null,
    webhook_url: checkedWebhook(config, body.webhook_url),
    total: 0,
    created_at: new Date().toISOString(),
  };
  await store.drafts.write(draft);
  return { status: 201, body: { batch_id: draft.batch_id, message: "Batch started" } };
}
