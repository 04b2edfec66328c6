import { requireBatchId } from "../batches/batch-ids.ts";
import { requestMail } from "../batches/request-mail.ts";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

export async function sendEmail({ params }: Call<{ id: string }, undefined, undefined>, deps: ApiDeps): Promise<Reply> {
  const batchId = requireBatchId(params.id);
  await requestMail(deps, batchId);
  return ok({ batch_id: batchId, message: "The mail is on its way." });
}
