import {
  capabilitiesSchema,
  itemsPageSchema,
  itemsQuerySchema,
  resultsPageSchema,
  resultsQuerySchema,
  statusSchema,
  thresholdPreviewSchema,
  thresholdRequestSchema,
  webhookLogSchema,
} from "@symphony/contract";
import { batchItems, batchResults } from "../handlers/batch-results.ts";
import { capabilities } from "../handlers/capabilities.ts";
import { cancelBatch, pauseBatch, reevaluateBatch, resumeBatch, retryFailed } from "../handlers/control-batch.ts";
import { mark, thumbnail, view } from "../handlers/pictures.ts";
import { webhookLog } from "../handlers/webhook-log.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { examples } from "./examples.ts";
import { BATCH, BODY, byId, byItem, byMark, STORING } from "./parameters.ts";

const CONTROL = [
  ["pause", "Pause a batch after the images in progress", pauseBatch, "batch_finished"],
  ["resume", "Resume a paused batch", resumeBatch, "batch_finished"],
  ["cancel", "Cancel a batch; images without a result get one that says so", cancelBatch, "batch_finished"],
  [
    "retry-failed",
    "Retry the images of a finished batch that ended in an error",
    retryFailed,
    "batch_not_finished",
    "too_many_runs",
    ...STORING,
  ],
] as const;

/** The routes of this service. */
export const batchRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/batches/:id/results",
    tag: "Results",
    summary: "Get results page by page",
    bodyKind: "none",
    params: byId,
    query: resultsQuerySchema,
    problems: [...BATCH, "invalid_request"],
    response: { status: 200, schema: resultsPageSchema, example: examples.page },
    handle: batchResults,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items",
    tag: "Batches",
    summary: "Get the names of the images of a batch page by page",
    bodyKind: "none",
    params: byId,
    query: itemsQuerySchema,
    problems: [...BATCH, "invalid_request"],
    response: { status: 200, schema: itemsPageSchema, example: examples.items },
    handle: batchItems,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/thumbnail",
    tag: "Results",
    summary: "Get the thumbnail of an image",
    bodyKind: "none",
    params: byItem,
    problems: [...BATCH, "invalid_request", "not_found"],
    response: { status: 200, contentType: "image/jpeg" },
    handle: thumbnail,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/view",
    tag: "Results",
    summary: "Get an image as it was inspected, large enough to read the mark",
    bodyKind: "none",
    params: byItem,
    problems: [...BATCH, "invalid_request", "not_found"],
    response: { status: 200, contentType: "image/*" },
    handle: view,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/marks/:n",
    tag: "Results",
    summary: "Get the pixels around detection n; 0 is the best one or the closest match",
    bodyKind: "none",
    params: byMark,
    problems: [...BATCH, "batch_not_ready", "invalid_request", "not_found"],
    response: { status: 200, contentType: "image/jpeg" },
    handle: mark,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/webhook",
    tag: "Batches",
    summary: "Get the delivery log of a batch's webhook",
    bodyKind: "none",
    params: byId,
    problems: BATCH,
    response: { status: 200, schema: webhookLogSchema, example: examples.webhook },
    handle: webhookLog,
  }),
  route({
    method: "post",
    path: "/api/batches/:id/threshold",
    tag: "Batch control",
    summary: "Re-evaluate a finished batch with a new threshold, or preview what would change",
    bodyKind: "json",
    params: byId,
    body: thresholdRequestSchema,
    bodyExample: examples.threshold,
    problems: [
      ...BODY,
      ...BATCH,
      ...STORING,
      "batch_not_ready",
      "batch_not_finished",
      "batch_changed",
      "too_many_runs",
      "images_gone",
    ],
    response: { status: 202, schema: statusSchema, example: examples.restarted },
    otherResponse: { status: 200, schema: thresholdPreviewSchema, example: examples.thresholdPreview },
    handle: reevaluateBatch,
  }),
  ...CONTROL.map(([verb, summary, handle, ...problems]) =>
    route({
      method: "post",
      path: `/api/batches/:id/${verb}`,
      tag: "Batch control",
      summary,
      bodyKind: "none",
      params: byId,
      problems: [...BATCH, ...problems, "batch_not_ready", "batch_changed"],
      response: { status: 200, schema: statusSchema, example: examples.status },
      handle,
    }),
  ),
  route({
    method: "get",
    path: "/api/capabilities",
    tag: "Service",
    summary: "Get server capabilities",
    bodyKind: "none",
    response: { status: 200, schema: capabilitiesSchema, example: examples.capabilities },
    handle: capabilities,
  }),
];
