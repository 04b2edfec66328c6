import { z } from "zod";
import { batchRecordSchema, editBatchRequestSchema, searchPageSchema, searchQuerySchema } from "@symphony/contract";
import { batchRecord, deleteBatch, editBatch } from "../handlers/record/batch-record.ts";
import { search } from "../handlers/search/search.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { examples } from "./examples/records.ts";
import { BATCH, BODY, byId, STORING } from "./parameters.ts";

/** Room for a note of the greatest length, with every character escaped. */
const EDIT_MAX_BYTES = 32 * 1024;

/** What is known of a batch beside its results. */
export const recordRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/batches",
    tag: "Batches",
    summary: "Search the batches by title, supplier, note, image name, verdict and time, newest first",
    bodyKind: "none",
    query: searchQuerySchema,
    problems: ["invalid_request"],
    response: { status: 200, schema: searchPageSchema, example: examples.found },
    handle: search,
  }),
  route({
    method: "get",
    path: "/api/batches/:id",
    tag: "Batches",
    summary: "Get the record of a batch: title, note, retention, and its runs",
    bodyKind: "none",
    params: byId,
    problems: BATCH,
    response: { status: 200, schema: batchRecordSchema, example: examples.record },
    handle: batchRecord,
  }),
  route({
    method: "patch",
    path: "/api/batches/:id",
    tag: "Batches",
    summary: "Change title, supplier and note of a batch, or pin it, so that it is not cleaned up",
    bodyKind: "json",
    bodyMaxBytes: EDIT_MAX_BYTES,
    params: byId,
    headers: z.object({
      "if-match": z
        .string()
        .optional()
        .meta({ description: 'The version of the record that you saw, like "0": another version is a 412.' }),
    }),
    body: editBatchRequestSchema,
    bodyExample: examples.edit,
    problems: [...BODY, ...BATCH, ...STORING, "batch_not_ready", "record_conflict"],
    response: { status: 200, schema: batchRecordSchema, example: examples.record },
    handle: editBatch,
  }),
  route({
    method: "delete",
    path: "/api/batches/:id",
    tag: "Batches",
    summary: "Delete a batch at once, with everything that is kept of it",
    bodyKind: "none",
    params: byId,
    problems: [...BATCH, ...STORING],
    response: { status: 204 },
    handle: deleteBatch,
  }),
];
