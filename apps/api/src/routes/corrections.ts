import { z } from "zod";
import { correctionFieldsSchema, correctionResponseSchema, itemHistorySchema } from "@symphony/contract";
import { getItemHistory, postCorrections } from "../handlers/corrections/corrections.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { examples } from "./examples.ts";
import { BATCH, byId, byItem, file, UPLOAD } from "./parameters.ts";

const batchId = examples.status.batch_id;

/** New files for images that failed, and the files that an image has had. */
export const correctionRoutes: readonly Route[] = [
  route({
    method: "post",
    path: "/api/batches/:id/corrections",
    tag: "Batch control",
    summary: "Send corrected files for images of a finished batch that are not valid; only those are checked again",
    bodyKind: "stream",
    params: byId,
    multipart: correctionFieldsSchema.extend({ files: z.array(file).optional(), zip_file: file.optional() }),
    problems: [
      ...UPLOAD,
      ...BATCH,
      "batch_not_ready",
      "batch_not_finished",
      "batch_changed",
      "too_many_runs",
      "too_many_items",
      "nothing_to_correct",
      "zip_without_images",
      "zip_unreadable",
      "zip_refused",
    ],
    response: {
      status: 202,
      schema: correctionResponseSchema,
      example: {
        batch_id: batchId,
        run: 1,
        message: "1 corrected image is checked again. 1 file not used.",
        corrected: [{ seq: 1, name: "shoes/plain.jpg", file: "plain.jpg" }],
        skipped: [{ name: "hat.jpg", reason: "the batch has no image of this name" }],
        skipped_count: 1,
      },
    },
    handle: postCorrections,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/history",
    tag: "Results",
    summary: "Get the files that an image has had, and what was found in each",
    bodyKind: "none",
    params: byItem,
    problems: [...BATCH, "batch_not_ready", "invalid_request", "not_found"],
    response: {
      status: 200,
      schema: itemHistorySchema,
      example: {
        batch_id: batchId,
        seq: 1,
        name: "shoes/plain.jpg",
        files: [
          { corrected_in: 0, sent_at: "2026-03-02T09:30:00.000Z", result: examples.page.results[0] ?? null },
          { corrected_in: 1, sent_at: "2026-03-02T11:30:00.000Z", result: null },
        ],
      },
    },
    handle: getItemHistory,
  }),
];
