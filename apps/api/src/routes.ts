import { z } from "zod";
import {
  capabilitiesSchema,
  completeResponseSchema,
  getCountResponseSchema,
  idempotencyKeySchema,
  initBatchRequestSchema,
  initBatchResponseSchema,
  itemsPageSchema,
  itemsQuerySchema,
  readinessSchema,
  resultSchema,
  resultsPageSchema,
  resultsQuerySchema,
  sendEmailResponseSchema,
  singleRequestSchema,
  startBatchRequestSchema,
  startBatchResponseSchema,
  statusSchema,
  submitResponseSchema,
  thresholdRequestSchema,
  uploadFieldsSchema,
  urlBatchRequestSchema,
  webhookLogSchema,
} from "@symphony/contract";
import type { ProblemCode } from "@symphony/contract";
import { examples } from "./examples.ts";
import {
  batchComplete,
  batchCount,
  batchCsvByPath,
  batchCsvByQuery,
  batchItems,
  batchResults,
  batchStatus,
} from "./handlers/batch.ts";
import { capabilities } from "./handlers/capabilities.ts";
import { checkSingle, checkSingleUrl } from "./handlers/check-single.ts";
import { health, readiness } from "./handlers/health.ts";
import { initBatch } from "./handlers/init-batch.ts";
import { metrics } from "./handlers/metrics.ts";
import { sendEmail } from "./handlers/send-email.ts";
import { startBatch } from "./handlers/start-batch.ts";
import { applyThreshold, cancelBatch, pauseBatch, resumeBatch, retryFailed } from "./handlers/control-batch.ts";
import { submitBatchHandler } from "./handlers/submit-batch.ts";
import { thumbnail } from "./handlers/thumbnail.ts";
import { webhookLog } from "./handlers/webhook.ts";
import { route } from "./http/route.ts";
import type { Route } from "./http/route.ts";

const byId = z.object({ id: z.string() });
const byItem = byId.extend({ seq: z.coerce.number().int().min(0) });
const byQuery = z.object({ batch_id: z.string().min(1) });
const file = z.string().meta({ format: "binary" });

const idempotency = z.object({
  "Idempotency-Key": idempotencyKeySchema
    .optional()
    .meta({ description: "Sent again with the same content within a day, it gives the same batch and answer." }),
});

/** What can go wrong, by what a route does. */
const BODY: readonly ProblemCode[] = ["invalid_request", "unsupported_media_type"];
const STORING: readonly ProblemCode[] = ["storage_unavailable", "storage_full"];
const BATCH: readonly ProblemCode[] = ["batch_not_found"];
const FINISHED: readonly ProblemCode[] = [...BATCH, "batch_not_ready", "batch_not_finished"];
const UPLOAD: readonly ProblemCode[] = [...BODY, ...STORING, "nothing_to_do", "upload_too_large"];
const SUBMIT: readonly ProblemCode[] = [
  ...UPLOAD,
  ...BATCH,
  "already_submitted",
  "idempotency_key_reused",
  "webhooks_not_configured",
  "too_many_items",
  "zip_without_images",
  "zip_unreadable",
  "zip_refused",
];
const SINGLE: readonly ProblemCode[] = [...UPLOAD, "not_an_image", "judging_timeout"];

const STEERING = [
  ["pause", "Stop after the images in hand", pauseBatch, "batch_finished"],
  ["resume", "Go on", resumeBatch, "batch_finished"],
  ["cancel", "End a batch; images without a result get one that says so", cancelBatch, "batch_finished"],
  ["retry-failed", "Judge the images again that ended in an error", retryFailed, "batch_not_finished"],
] as const;

/** Every route there is: the table of contents of the API, and the source of its description. */
export const routes: readonly Route[] = [
  route({
    method: "post",
    path: "/api/start-batch",
    tag: "Batches",
    summary: "Start a batch",
    bodyKind: "form",
    body: startBatchRequestSchema,
    bodyExample: examples.start,
    problems: [...BODY, ...STORING, "webhooks_not_configured"],
    answer: { status: 201, schema: startBatchResponseSchema, example: examples.started },
    handle: startBatch,
  }),
  route({
    method: "post",
    path: "/api/init-batch",
    tag: "Batches",
    summary: "Announce how many images will come",
    bodyKind: "json",
    body: initBatchRequestSchema,
    bodyExample: examples.init,
    problems: [...BODY, ...STORING, ...BATCH, "already_submitted"],
    answer: { status: 200, schema: initBatchResponseSchema, example: examples.initialized },
    handle: initBatch,
  }),
  route({
    method: "post",
    path: "/api/check-logo/batch",
    tag: "Batches",
    summary: "Submit images as files, as a zip, or by URL",
    bodyKind: "stream",
    multipart: uploadFieldsSchema.extend({ files: z.array(file).optional(), zip_file: file.optional() }),
    streamedJson: urlBatchRequestSchema,
    bodyExample: examples.urls,
    headers: idempotency,
    problems: SUBMIT,
    answer: { status: 200, schema: submitResponseSchema, example: examples.submitted },
    handle: submitBatchHandler,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/export-csv",
    tag: "Results",
    summary: "All results as CSV",
    bodyKind: "none",
    query: byQuery,
    problems: FINISHED,
    answer: { status: 200, contentType: "text/csv" },
    handle: batchCsvByQuery,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/export-csv/:id",
    tag: "Results",
    summary: "All results as CSV",
    bodyKind: "none",
    params: byId,
    problems: FINISHED,
    answer: { status: 200, contentType: "text/csv" },
    handle: batchCsvByPath,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/:id/status",
    tag: "Batches",
    summary: "Where a batch stands",
    bodyKind: "none",
    params: byId,
    problems: BATCH,
    answer: { status: 200, schema: statusSchema, example: examples.status },
    handle: batchStatus,
  }),
  ...(["get", "post"] as const).map((method) =>
    route({
      method,
      path: "/api/check-logo/batch/:id/complete",
      tag: "Results",
      summary: "All results of a finished batch",
      bodyKind: "none",
      params: byId,
      problems: FINISHED,
      answer: { status: 200, schema: completeResponseSchema, example: examples.complete },
      handle: batchComplete,
    }),
  ),
  route({
    method: "get",
    path: "/api/batches/:id/results",
    tag: "Results",
    summary: "Results page by page",
    bodyKind: "none",
    params: byId,
    query: resultsQuerySchema,
    problems: [...BATCH, "invalid_request"],
    answer: { status: 200, schema: resultsPageSchema, example: examples.page },
    handle: batchResults,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items",
    tag: "Batches",
    summary: "The images of a batch by name, page by page",
    bodyKind: "none",
    params: byId,
    query: itemsQuerySchema,
    problems: [...BATCH, "invalid_request"],
    answer: { status: 200, schema: itemsPageSchema, example: examples.items },
    handle: batchItems,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/thumbnail",
    tag: "Results",
    summary: "A small picture of one image",
    bodyKind: "none",
    params: byItem,
    problems: [...BATCH, "invalid_request", "not_found"],
    answer: { status: 200, contentType: "image/jpeg" },
    handle: thumbnail,
  }),
  route({
    method: "post",
    path: "/api/check-logo/batch/:id/send-email",
    tag: "Results",
    summary: "Send the summary of a finished batch to its address, again if need be",
    bodyKind: "none",
    params: byId,
    problems: [...BATCH, "no_address", "mail_not_configured", "batch_not_finished", "too_many_requests", "not_ready"],
    answer: { status: 200, schema: sendEmailResponseSchema, example: examples.email },
    handle: sendEmail,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/webhook",
    tag: "Batches",
    summary: "What became of a batch's webhook, try by try",
    bodyKind: "none",
    params: byId,
    problems: BATCH,
    answer: { status: 200, schema: webhookLogSchema, example: examples.webhook },
    handle: webhookLog,
  }),
  route({
    method: "post",
    path: "/api/batches/:id/threshold",
    tag: "Steering",
    summary: "Read a finished batch with another threshold",
    bodyKind: "json",
    params: byId,
    body: thresholdRequestSchema,
    bodyExample: examples.threshold,
    problems: [...BODY, ...BATCH, ...STORING, "batch_not_ready", "batch_not_finished", "images_gone"],
    answer: { status: 200, schema: statusSchema, example: examples.status },
    handle: applyThreshold,
  }),
  ...STEERING.map(([verb, summary, handle, problem]) =>
    route({
      method: "post",
      path: `/api/batches/:id/${verb}`,
      tag: "Steering",
      summary,
      bodyKind: "none",
      params: byId,
      problems: [...BATCH, "batch_not_ready", problem],
      answer: { status: 200, schema: statusSchema, example: examples.status },
      handle,
    }),
  ),
  route({
    method: "get",
    path: "/check-logo/batch/getCount",
    tag: "Results",
    summary: "Counts of a batch",
    bodyKind: "none",
    query: byQuery,
    problems: [...BATCH, "invalid_request"],
    answer: { status: 200, schema: getCountResponseSchema, example: examples.counts },
    handle: batchCount,
  }),
  route({
    method: "post",
    path: "/api/check-logo/single",
    tag: "Single images",
    summary: "Judge one image now",
    bodyKind: "stream",
    multipart: z.object({ file: file.optional(), image_path: z.string().optional() }),
    problems: SINGLE,
    answer: { status: 200, schema: resultSchema, example: examples.result },
    handle: checkSingle,
  }),
  route({
    method: "post",
    path: "/api/check-logo/single/url",
    tag: "Single images",
    summary: "Judge one image by its URL now",
    bodyKind: "json",
    body: singleRequestSchema,
    bodyExample: examples.single,
    problems: SINGLE,
    answer: { status: 200, schema: resultSchema, example: examples.result },
    handle: checkSingleUrl,
  }),
  route({
    method: "get",
    path: "/api/capabilities",
    tag: "Service",
    summary: "What this installation takes and does",
    bodyKind: "none",
    answer: { status: 200, schema: capabilitiesSchema, example: examples.capabilities },
    handle: capabilities,
  }),
];

/** Open to everybody, also where API keys are asked for. */
export const healthRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/healthz",
    tag: "Service",
    summary: "Liveness",
    bodyKind: "none",
    answer: { status: 200, schema: z.object({ status: z.string() }) },
    handle: health,
  }),
  route({
    method: "get",
    path: "/readyz",
    tag: "Service",
    summary: "Readiness, dependency by dependency",
    bodyKind: "none",
    answer: { status: 200, schema: readinessSchema, example: examples.ready },
    handle: readiness,
  }),
  route({
    method: "get",
    path: "/metrics",
    tag: "Service",
    summary: "Numbers of all processes, for Prometheus; asks for a bearer token where one is configured",
    bodyKind: "none",
    problems: ["unauthorized"],
    answer: { status: 200, contentType: "text/plain" },
    handle: metrics,
  }),
];
