import type { Capabilities } from "@symphony/contract";
import type { ApiDeps } from "../deps.ts";
import { ok } from "../http/route.ts";
import type { Call, Reply } from "../http/route.ts";

/** The limits and optional features of this server, for pages that offer them. */
export async function capabilities(_call: Call<undefined, undefined, undefined>, { config }: ApiDeps): Promise<Reply> {
  const body: Capabilities = {
    summary_mail: config.SMTP_SERVER !== undefined,
    webhooks: config.WEBHOOK_SECRET !== undefined,
    max_file_bytes: config.MAX_FILE_BYTES,
    max_image_pixels: config.MAX_IMAGE_PIXELS,
    max_batch_items: config.MAX_BATCH_ITEMS,
    review_reasons: config.REVIEW_REASONS,
    max_upload_bytes: config.MAX_UPLOAD_BYTES,
  };
  return ok(body);
}
