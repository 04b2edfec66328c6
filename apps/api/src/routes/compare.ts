import {
  calibrationSchema,
  comparisonSchema,
  compareQuerySchema,
  duplicatesQuerySchema,
  duplicatesSchema,
} from "@symphony/contract";
import { readCalibration } from "../batches/calibration/read-calibration.ts";
import { compare, duplicates } from "../handlers/compare/compare.ts";
import { ok, route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { BATCH, byId, FINISHED } from "./parameters.ts";

const BATCH_ID = "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21";
const OTHER_ID = "8d2c1b7a-5e4f-4a3b-9c8d-7e6f5a4b3c2d";

const rate = { rate: 0.99, low: 0.95, high: 1, of: 100 };

/** What becomes clear when images are put beside each other. */
export const compareRoutes: readonly Route[] = [
  route({
    method: "get",
    path: "/api/batches/:id/compare",
    tag: "Results",
    summary: "Compare a finished batch with an earlier one, image by image",
    bodyKind: "none",
    params: byId,
    query: compareQuerySchema,
    problems: [...FINISHED, "invalid_request"],
    response: {
      status: 200,
      schema: comparisonSchema,
      example: {
        batch_id: BATCH_ID,
        with: OTHER_ID,
        counts: { fixed: 1, broken: 0, changed: 0, same: 2, new: 0, missing: 0 },
        items: [
          {
            kind: "fixed",
            name: "shoes/red.jpg",
            seq: 0,
            other_seq: 0,
            effective: "Valid",
            other_effective: "Invalid",
            same_content: false,
          },
        ],
        next_cursor: 1,
      },
    },
    handle: compare,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/calibration",
    tag: "Reviews",
    summary: "Compare the confidences of a finished batch with its reviews, and get a threshold from them",
    bodyKind: "none",
    params: byId,
    problems: FINISHED,
    response: {
      status: 200,
      schema: calibrationSchema,
      example: {
        batch_id: BATCH_ID,
        reviewed: 120,
        reliability: [{ from: 0.9, to: 1, valid: rate }],
        thresholds: [{ threshold: 0.5, precision: rate, recall: rate }],
        recommended: { threshold: 0.62, wrongly_accepted: rate, reviews_until_certain: 271 },
      },
    },
    handle: async ({ params }, deps) => ok(await readCalibration(deps, params.id)),
  }),
  route({
    method: "get",
    path: "/api/batches/:id/duplicates",
    tag: "Results",
    summary: "Get the images of a batch that are the same file, or look alike",
    bodyKind: "none",
    params: byId,
    query: duplicatesQuerySchema,
    problems: [...BATCH, "batch_not_ready", "invalid_request"],
    response: {
      status: 200,
      schema: duplicatesSchema,
      example: {
        batch_id: BATCH_ID,
        groups: 1,
        copies: 1,
        items: [
          {
            sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            count: 2,
            images: [
              { seq: 0, name: "shoes/red.jpg" },
              { seq: 4, name: "copy/red.jpg" },
            ],
          },
        ],
        next_cursor: null,
      },
    },
    handle: duplicates,
  }),
];
