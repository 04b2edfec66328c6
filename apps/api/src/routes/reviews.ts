import { z } from "zod";
import {
  bulkReviewRequestSchema,
  bulkReviewResponseSchema,
  decisionSchema,
  reviewHistorySchema,
  reviewResponseSchema,
  reviewSummarySchema,
} from "@symphony/contract";
import { getReviews, postReviews, putReview, reviewSummary } from "../handlers/reviews/reviews.ts";
import { route } from "../http/route.ts";
import type { Route } from "../http/route.ts";
import { examples } from "./examples.ts";
import { BATCH, BODY, byId, byItem, STORING } from "./parameters.ts";

/** Room for a note of the greatest length, with every character escaped. */
const DECISION_MAX_BYTES = 16 * 1024;
/** Room for the numbers of `BULK_REVIEWS_MAX` images, and a decision. */
const BULK_MAX_BYTES = 128 * 1024;

const REVIEW: typeof BATCH = [...BATCH, "batch_not_ready", "batch_not_finished"];

/** What people decide about results. */
export const reviewRoutes: readonly Route[] = [
  route({
    method: "put",
    path: "/api/batches/:id/items/:seq/review",
    tag: "Reviews",
    summary: "Decide about an image; null takes the decision back",
    bodyKind: "json",
    bodyMaxBytes: DECISION_MAX_BYTES,
    params: byItem,
    headers: z.object({
      "if-match": z
        .string()
        .optional()
        .meta({ description: 'The version of the review that you saw, like "0": another version is a 412.' }),
    }),
    body: decisionSchema,
    bodyExample: examples.decision,
    problems: [...BODY, ...REVIEW, ...STORING, "not_found", "review_conflict"],
    response: { status: 200, schema: reviewResponseSchema, example: examples.reviewed },
    handle: putReview,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/items/:seq/review",
    tag: "Reviews",
    summary: "Get the review history of an image, oldest first",
    bodyKind: "none",
    params: byItem,
    problems: [...REVIEW, "invalid_request", "not_found"],
    response: { status: 200, schema: reviewHistorySchema, example: examples.reviews },
    handle: getReviews,
  }),
  route({
    method: "post",
    path: "/api/batches/:id/reviews",
    tag: "Reviews",
    summary: "Decide about all images that match a filter",
    bodyKind: "json",
    bodyMaxBytes: BULK_MAX_BYTES,
    params: byId,
    body: bulkReviewRequestSchema,
    bodyExample: examples.bulkReview,
    problems: [...BODY, ...REVIEW, ...STORING, "too_many_items", "upload_too_large"],
    response: { status: 200, schema: bulkReviewResponseSchema, example: examples.bulkReviewed },
    handle: postReviews,
  }),
  route({
    method: "get",
    path: "/api/batches/:id/reviews/summary",
    tag: "Reviews",
    summary: "Get how far the review of a batch is, and the error rate of its spot check",
    bodyKind: "none",
    params: byId,
    problems: REVIEW,
    response: { status: 200, schema: reviewSummarySchema, example: examples.reviewSummary },
    handle: reviewSummary,
  }),
];
