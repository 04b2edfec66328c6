import type { Capabilities } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

/** What this installation takes and does, for whoever is to offer it to people. */
export async function capabilities(_call: Call<undefined, undefined, undefined>, { config }: ApiDeps): Promise<Reply> {
  const answer: Capabilities = {
    summary_mail: config.SMTP_SERVER !== undefined,
    webhooks: config.WEBHOOK_SECRET !== undefined,
    max_file_bytes: config.MAX_FILE_BYTES,
    max_batch_items: config.MAX_BATCH_ITEMS,
    max_upload_bytes: config.MAX_UPLOAD_BYTES,
  };
  return ok(answer);
}
