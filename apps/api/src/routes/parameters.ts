import { z } from "zod";
import type { ProblemCode } from "@symphony/contract";

export const byId = z.object({ id: z.string() });
export const byItem = byId.extend({ seq: z.coerce.number().int().min(0) });
export const byMark = byItem.extend({ n: z.coerce.number().int().min(0).max(1_000) });
export const byQuery = z.object({ batch_id: z.string().min(1) });
export const file = z.string().meta({ format: "binary" });

/** Problems of routes, by what a route does. */
export const BODY: readonly ProblemCode[] = ["invalid_request", "unsupported_media_type"];
export const STORING: readonly ProblemCode[] = ["storage_unavailable", "storage_full"];
export const BATCH: readonly ProblemCode[] = ["batch_not_found"];
export const FINISHED: readonly ProblemCode[] = [...BATCH, "batch_not_ready", "batch_not_finished"];
export const UPLOAD: readonly ProblemCode[] = [...BODY, ...STORING, "nothing_to_do", "upload_too_large"];
export const SUBMIT: readonly ProblemCode[] = [
  ...UPLOAD,
  ...BATCH,
  "already_submitted",
  "idempotency_key_reused",
  "webhooks_not_configured",
  "brand_unknown",
  "not_ready",
  "too_many_items",
  "zip_without_images",
  "zip_unreadable",
  "zip_refused",
  "not_found",
  "upload_incomplete",
  "source_unavailable",
];
export const SINGLE: readonly ProblemCode[] = [
  ...UPLOAD,
  "brand_unknown",
  "not_ready",
  "too_many_items",
  "not_an_image",
  "judging_timeout",
];
