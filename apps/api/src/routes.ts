import { z } from "zod";
import {
  completeResponseSchema, getCountResponseSchema, initBatchRequestSchema, initBatchResponseSchema, readinessSchema, resultSchema, resultsPageSchema,
  resultsQuerySchema, singleRequestSchema, startBatchRequestSchema, startBatchResponseSchema, statusSchema, submitResponseSchema, uploadFieldsSchema,
} from "@symphony/contract";
import { batchComplete, batchCount, batchCsvByPath, batchCsvByQuery, batchResults, batchStatus } from "./handlers/batch.ts";
import { checkSingle, checkSingleUrl } from "./handlers/check-single.ts";
import { health, readiness } from "./handlers/health.ts";
import { initBatch } from "./handlers/init-batch.ts";
import { startBatch } from "./handlers/start-batch.ts";
import { cancelBatch, pauseBatch, resumeBatch, retryFailed } from "./handlers/steer-batch.ts";
import { submitBatchHandler } from "./handlers/submit-batch.ts";
import { thumbnail } from "./handlers/thumbnail.ts";
import { route } from "./http/route.ts";
import type { Route } from "./http/route.ts";

const byId = z.object({ id: z.string() });
const byItem = byId.extend({ seq: z.coerce.number().int().min(0) });
const byQuery = z.object({ batch_id: z.string().min(1) });
const file = z.string().meta({ format: "binary" });

const STEERING = [
  ["pause", "Stop after the images in hand", pauseBatch],
  ["resume", "Go on", resumeBatch],
  ["cancel", "End a batch; images without a result get one that says so", cancelBatch],
  ["retry-failed", "Judge the images again that ended in an error", retryFailed],
] as const;

/** Every route there is: the table of contents of the API, and the source of its description. */
export const routes: readonly Route[] = [
  route({
    method: "post", path: "/api/start-batch", summary: "Start a batch", bodyKind: "form",
    body: startBatchRequestSchema, answer: { status: 201, schema: startBatchResponseSchema }, handle: startBatch,
  }),
  route({
    method: "post", path: "/api/init-batch", summary: "Announce how many images will come", bodyKind: "json",
    body: initBatchRequestSchema, answer: { status: 200, schema: initBatchResponseSchema }, handle: initBatch,
  }),
  route({
    method: "post", path: "/api/check-logo/batch", summary: "Submit images as files, as a zip, or by URL", bodyKind: "stream",
    multipart: uploadFieldsSchema.extend({ files: z.array(file).optional(), zip_file: file.optional() }),
    answer: { status: 200, schema: submitResponseSchema }, handle: submitBatchHandler,
  }),
  route({
    method: "get", path: "/api/check-logo/batch/export-csv", summary: "All results as CSV", bodyKind: "none",
    query: byQuery, answer: { status: 200, contentType: "text/csv" }, handle: batchCsvByQuery,
  }),
  route({
    method: "get", path: "/api/check-logo/batch/export-csv/:id", summary: "All results as CSV", bodyKind: "none",
    params: byId, answer: { status: 200, contentType: "text/csv" }, handle: batchCsvByPath,
  }),
  route({
    method: "get", path: "/api/check-logo/batch/:id/status", summary: "Where a batch stands", bodyKind: "none",
    params: byId, answer: { status: 200, schema: statusSchema }, handle: batchStatus,
  }),
  ...(["get", "post"] as const).map((method) =>
    route({
      method, path: "/api/check-logo/batch/:id/complete", summary: "All results of a finished batch", bodyKind: "none",
      params: byId, answer: { status: 200, schema: completeResponseSchema }, handle: batchComplete,
    }),
  ),
  route({
    method: "get", path: "/api/batches/:id/results", summary: "Results page by page", bodyKind: "none",
    params: byId, query: resultsQuerySchema, answer: { status: 200, schema: resultsPageSchema }, handle: batchResults,
  }),
  route({
    method: "get", path: "/api/batches/:id/items/:seq/thumbnail", summary: "A small picture of one image", bodyKind: "none",
    params: byItem, answer: { status: 200, contentType: "image/jpeg" }, handle: thumbnail,
  }),
  ...STEERING.map(([verb, summary, handle]) =>
    route({
      method: "post", path: `/api/batches/:id/${verb}`, summary, bodyKind: "none",
      params: byId, answer: { status: 200, schema: statusSchema }, handle,
    }),
  ),
  route({
    method: "get", path: "/check-logo/batch/getCount", summary: "Counts of a batch", bodyKind: "none",
    query: byQuery, answer: { status: 200, schema: getCountResponseSchema }, handle: batchCount,
  }),
  route({
    method: "post", path: "/api/check-logo/single", summary: "Judge one image now", bodyKind: "stream",
    multipart: z.object({ file: file.optional(), image_path: z.string().optional() }),
    answer: { status: 200, schema: resultSchema }, handle: checkSingle,
  }),
  route({
    method: "post", path: "/api/check-logo/single/url", summary: "Judge one image by its URL now", bodyKind: "json",
    body: singleRequestSchema, answer: { status: 200, schema: resultSchema }, handle: checkSingleUrl,
  }),
];

/** Open to everybody, also where API keys are asked for. */
export const healthRoutes: readonly Route[] = [
  route({ method: "get", path: "/healthz", summary: "Liveness", bodyKind: "none", answer: { status: 200, schema: z.object({ status: z.string() }) }, handle: health }),
  route({ method: "get", path: "/readyz", summary: "Readiness, dependency by dependency", bodyKind: "none", answer: { status: 200, schema: readinessSchema }, handle: readiness }),
];
