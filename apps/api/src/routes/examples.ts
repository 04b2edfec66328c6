import type { ListedResult, Result, Status, SubmitResponse } from "@symphony/contract";

/** Requests and responses of the description; a test validates them with the schemas. */
const batchId = "3f1d7a1e-9c1b-4c57-9f0e-2b8a6d5c4e21";
const createdAt = "2026-03-02T09:30:00.000Z";
const counts = { total: 3, valid: 1, invalid: 1, error: 1, processed: 3, pending: 0 };

const valid: Result = {
  Image_Path_or_URL: "shoes/red.jpg",
  Is_Valid: "Valid",
  Confidence: 0.91,
  Detected_By: "logo",
  Bounding_Box: { x1: 412, y1: 96, x2: 655, y2: 171 },
  Error: null,
  Error_Category: null,
  Processing_Ms: 84,
  Attempts: 1,
  Seq: 0,
  Detections: [{ brand: "Symphony", stage: "logo", confidence: 0.91, box: { x1: 412, y1: 96, x2: 655, y2: 171 } }],
  Closest_Match: null,
  Review: null,
  Effective: "Valid",
};
const invalid: Result = {
  ...valid,
  Image_Path_or_URL: "shoes/plain.jpg",
  Is_Valid: "Invalid",
  Confidence: 0.12,
  Detected_By: null,
  Bounding_Box: null,
  Seq: 1,
  Detections: [],
  Closest_Match: { stage: "logo", confidence: 0.12, box: { x1: 10, y1: 12, x2: 80, y2: 44 }, reason: "too_small" },
  Effective: "Invalid",
};
const failed: Result = {
  ...invalid,
  Image_Path_or_URL: "notes.txt",
  Is_Valid: "Error",
  Confidence: null,
  Seq: 2,
  Closest_Match: null,
  Effective: "Error",
  Error: "The file is not an image.",
  Error_Category: "not_an_image",
};
const listed: ListedResult = {
  ...invalid,
  seq: 1,
  Image_Width: 1200,
  Image_Height: 900,
  near_miss: { stage: "logo", confidence: 0.12, box: { x1: 10, y1: 12, x2: 80, y2: 44 } },
  Threshold: 0.35,
  Review_Version: 0,
};
const status: Status = {
  batch_id: batchId,
  status: "completed",
  counts,
  progress: 100,
  progress_percentage: 100,
  processed: 3,
  total: 3,
  valid: 1,
  invalid: 1,
  error: 1,
  eta_seconds: 0,
  created_at: createdAt,
  started_at: createdAt,
  completed_at: "2026-03-02T09:30:04.000Z",
  queue_position: null,
  seq: 3,
};
const restarted: Status = {
  ...status,
  status: "processing",
  counts: { ...counts, valid: 0, invalid: 0, error: 0, processed: 0, pending: 3 },
  progress: 0,
  progress_percentage: 0,
  processed: 0,
  valid: 0,
  invalid: 0,
  error: 0,
  eta_seconds: null,
  completed_at: null,
  queue_position: 0,
};
const submitted: SubmitResponse = {
  batch_id: batchId,
  message: "Accepted 3 images. 1 left out.",
  status: "processing",
  total: 3,
  skipped: [{ name: "poster.tif", reason: "larger than 52428800 bytes" }],
};

const review = { verdict: "Valid", reason: "logo covered", note: null, by: "ann", at: createdAt } as const;

export const examples = {
  decision: { verdict: "Valid", reason: "logo covered" },
  reviewed: { review, effective: "Valid", version: 1 },
  reviews: [review],
  bulkReview: { filter: { verdict: "Invalid", max_confidence: 0.1 }, decision: { verdict: "Invalid" }, dry_run: true },
  bulkReviewed: { matched: 41, changed: 0 },
  reviewSummary: {
    batch_id: batchId,
    reviewed: 120,
    agreed: 117,
    overridden: 3,
    remaining: 880,
    sample: { size: 100, wrong: 2, error_rate: 0.02, low: 0.0055, high: 0.07 },
  },
  start: { client_id: "shop-42", email: "team@example.com" },
  started: { batch_id: batchId, message: "Batch started" },
  init: { batch_id: batchId, client_id: "shop-42", total: 3 },
  initialized: { message: "Batch initialized", batch_id: batchId, total: 3 },
  urls: {
    image_paths: ["https://example.com/shoes/red.jpg", "https://example.com/shoes/plain.jpg"],
    client_id: "shop-42",
    chunkSize: 10,
  },
  submitted,
  status,
  restarted,
  complete: {
    batch_id: batchId,
    message: "Batch completed",
    status: "completed",
    counts,
    results: [valid, invalid, failed],
  },
  page: { batch_id: batchId, results: [listed], next_cursor: 100 },
  items: {
    batch_id: batchId,
    items: [
      { seq: 0, name: "shoes/red.jpg" },
      { seq: 1, name: "shoes/plain.jpg" },
    ],
    next_cursor: null,
  },
  webhook: {
    batch_id: batchId,
    webhook_url: "https://example.com/hooks/symphony",
    state: "delivered",
    attempts: [
      { at: "2026-03-02T09:30:04.100Z", http_status: 503, error: null, ms: 52 },
      { at: "2026-03-02T09:30:09.300Z", http_status: 204, error: null, ms: 48 },
    ],
  },
  counts: { valid: 1, invalid: 2, error: 1, total: 3 },
  threshold: { threshold: 0.5 },
  thresholdPreview: {
    batch_id: batchId,
    threshold: 0.5,
    threshold_limit: null,
    to_valid: 2,
    to_invalid: 0,
    need_inspection: 0,
    to_valid_seqs: [41, 7],
    to_invalid_seqs: [],
    histogram: [{ from: 0.5, to: 0.52, valid: 0, invalid: 2, reviewed_valid: 1, reviewed_invalid: 0 }],
    without_match: 12,
  },
  single: { image_path: "https://example.com/shoes/red.jpg" },
  result: valid,
  health: { status: "ok" },
  ready: {
    ready: true,
    checks: {
      redis: { ok: true, detail: "responds" },
      workers: { ok: true, detail: "2 ready" },
      exports: { ok: true, detail: "can be written" },
    },
  },
  capabilities: {
    summary_mail: true,
    webhooks: false,
    max_file_bytes: 52_428_800,
    max_image_pixels: 120_000_000,
    max_batch_items: 100_000,
    brands: ["Symphony"],
    workers: 2,
    admin: true,
    keeps_originals: false,
    review_reasons: ["logo covered", "old logo"],
    max_upload_bytes: 21_474_836_480,
  },
  email: { batch_id: batchId, message: "The mail is on its way." },
} as const;
