import { z } from "zod";
import {
  batchStatusResponseSchema,
  completeResponseSchema,
  csvQuerySchema,
  getCountResponseSchema,
  idempotencyKeySchema,
  initBatchRequestSchema,
  initBatchResponseSchema,
  resultSchema,
  sendEmailResponseSchema,
  serviceSchema,
  singleFieldsSchema,
  singleRequestSchema,
  startBatchRequestSchema,
  startBatchResponseSchema,
  submitResponseSchema,
  uploadFieldsSchema,
  urlBatchRequestSchema,
} from "@symphony/contract";
import { batchComplete } from "../../handlers/batch-complete.ts";
import { batchCount, batchStatus } from "../../handlers/batch-status.ts";
import { checkSingle, checkSingleUrl } from "../../handlers/check-single.ts";
import { exportCsvByPath, exportCsvByQuery } from "../../handlers/export-csv.ts";
import { initBatch } from "../../handlers/init-batch.ts";
import { sendEmail } from "../../handlers/send-email.ts";
import { startBatch } from "../../handlers/start-batch.ts";
import { submitBatch } from "../../handlers/submit-batch.ts";
import { ONE_URL_MAX_BYTES } from "../../http/read-body.ts";
import { ok, route } from "../../http/route.ts";
import type { Route } from "../../http/route.ts";
import { examples } from "../examples.ts";
import { BATCH, BODY, byId, byQuery, file, FINISHED, SINGLE, STORING, SUBMIT } from "../parameters.ts";

const SERVICE = { service: "symphony", message: "The API is running", description: "/openapi.json", docs: "/docs" };

const idempotency = z.object({
  "Idempotency-Key": idempotencyKeySchema
    .optional()
    .meta({ description: "Sent again with the same content within a day, it returns the same batch and response." }),
});

/** The routes of the original service, whose clients work unchanged. */
export const originalRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api",
    tag: "Service",
    summary: "Get the name of the service and the address of its description",
    bodyKind: "none",
    response: { status: 200, schema: serviceSchema, example: SERVICE },
    handle: async () => ok(SERVICE),
  }),
  route({
    method: "post",
    path: "/api/start-batch",
    tag: "Batches",
    summary: "Start a batch",
    bodyKind: "form",
    bodyMaxBytes: ONE_URL_MAX_BYTES,
    body: startBatchRequestSchema,
    bodyExample: examples.start,
    problems: [...BODY, ...STORING, "webhooks_not_configured", "brand_unknown", "not_ready"],
    response: { status: 201, schema: startBatchResponseSchema, example: examples.started },
    handle: startBatch,
  }),
  route({
    method: "post",
    path: "/api/init-batch",
    tag: "Batches",
    summary: "Set the expected number of images of a batch",
    bodyKind: "json",
    body: initBatchRequestSchema,
    bodyExample: examples.init,
    problems: [...BODY, ...STORING, ...BATCH, "already_submitted"],
    response: { status: 200, schema: initBatchResponseSchema, example: examples.initialized },
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
    response: { status: 200, schema: submitResponseSchema, example: examples.submitted },
    handle: submitBatch,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/export-csv",
    tag: "Results",
    summary: "Export the results of a finished batch as CSV",
    bodyKind: "none",
    query: byQuery.extend(csvQuerySchema.shape),
    problems: [...FINISHED, "invalid_request"],
    response: { status: 200, contentType: "text/csv" },
    handle: exportCsvByQuery,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/export-csv/:id",
    tag: "Results",
    summary: "Export the results of a finished batch as CSV",
    bodyKind: "none",
    params: byId,
    query: csvQuerySchema,
    problems: [...FINISHED, "invalid_request"],
    response: { status: 200, contentType: "text/csv" },
    handle: exportCsvByPath,
  }),
  route({
    method: "get",
    path: "/api/check-logo/batch/:id/status",
    tag: "Batches",
    summary: "Get batch status",
    bodyKind: "none",
    params: byId,
    problems: BATCH,
    response: {
      status: 200,
      schema: batchStatusResponseSchema,
      example: { ...examples.status, skipped: [], skipped_count: 0 },
    },
    handle: batchStatus,
  }),
  ...(["get", "post"] as const).map((method) =>
    route({
      method,
      path: "/api/check-logo/batch/:id/complete",
      tag: "Results",
      summary: "Get all results of a finished batch",
      bodyKind: "none",
      params: byId,
      problems: FINISHED,
      response: {
        status: 200,
        schema: completeResponseSchema,
        example: { ...examples.complete, skipped: [], skipped_count: 0 },
      },
      handle: batchComplete,
    }),
  ),
  route({
    method: "post",
    path: "/api/check-logo/batch/:id/send-email",
    tag: "Results",
    summary: "Send the summary of a finished batch to its e-mail address",
    bodyKind: "none",
    params: byId,
    problems: [...BATCH, "no_address", "mail_not_configured", "batch_not_finished", "too_many_requests", "not_ready"],
    response: { status: 200, schema: sendEmailResponseSchema, example: examples.email },
    handle: sendEmail,
  }),
  route({
    method: "get",
    path: "/check-logo/batch/getCount",
    tag: "Results",
    summary: "Get the counts of a batch",
    bodyKind: "none",
    query: byQuery,
    problems: [...BATCH, "invalid_request"],
    response: { status: 200, schema: getCountResponseSchema, example: examples.counts },
    handle: batchCount,
  }),
  route({
    method: "post",
    path: "/api/check-logo/single",
    tag: "Single images",
    summary: "Check a single image",
    bodyKind: "stream",
    multipart: singleFieldsSchema.extend({ file: file.optional(), image_path: z.string().optional() }),
    problems: SINGLE,
    response: { status: 200, schema: resultSchema, example: examples.result },
    handle: checkSingle,
  }),
  route({
    method: "post",
    path: "/api/check-logo/single/url",
    tag: "Single images",
    summary: "Check a single image by URL",
    bodyKind: "json",
    bodyMaxBytes: ONE_URL_MAX_BYTES,
    body: singleRequestSchema,
    bodyExample: examples.single,
    problems: SINGLE,
    response: { status: 200, schema: resultSchema, example: examples.result },
    handle: checkSingleUrl,
  }),
];
