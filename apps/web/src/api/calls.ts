import type {
  AdminBatchesPage,
  BatchId,
  BoundingBox,
  BulkReviewRequest,
  Calibration,
  Capabilities,
  Decision,
  ListedResult,
  ReviewEntry,
  ReviewResponse,
  ReviewSummary,
  Skipped,
  Status,
  SubmitResponse,
  ThresholdPreview,
} from "@symphony/contract";
import { readClientId } from "../browser/client-id.ts";
import { withKey } from "./api-key.ts";
import { request, requestJson } from "./request.ts";

export interface ResultsPage {
  results: ListedResult[];
  next_cursor: number | null;
}

export interface ItemsPage {
  items: Array<{ seq: number; name: string }>;
  next_cursor: number | null;
}

export type BatchControl = "pause" | "resume" | "cancel" | "retry-failed";

export const RESULTS_PAGE_MAX = 1_000;

export function readCapabilities(signal?: AbortSignal): Promise<Capabilities> {
  return requestJson("/api/capabilities", { signal });
}

export interface StartFields {
  email: string | undefined;
  title: string;
  supplier: string;
  /** Empty: the brand of the installation. */
  brands: readonly string[];
}

export async function startBatch(
  { email, title, supplier, brands }: StartFields,
  signal?: AbortSignal,
): Promise<BatchId> {
  const brand = brands.length === 0 ? {} : { brand: brands };
  const json = { client_id: readClientId(), title, supplier, ...brand, ...(email === undefined ? {} : { email }) };
  const started = await requestJson<{ batch_id: BatchId }>("/api/start-batch", { method: "POST", json, signal });
  return started.batch_id;
}

export function submitUrls(
  batchId: BatchId,
  urls: readonly string[],
  leftOut: string | undefined,
  signal?: AbortSignal,
): Promise<SubmitResponse> {
  const json = { batch_id: batchId, client_id: readClientId(), image_paths: urls, left_out: leftOut };
  return requestJson("/api/check-logo/batch/", { method: "POST", json, signal });
}

/** Makes a batch of complete uploads. */
export function submitUploads(
  batchId: BatchId,
  uploads: readonly string[],
  leftOut: string | undefined,
  signal?: AbortSignal,
): Promise<SubmitResponse> {
  const json = { batch_id: batchId, client_id: readClientId(), uploads, left_out: leftOut };
  return requestJson("/api/check-logo/batch/", { method: "POST", json, signal });
}

export function readStatus(batchId: BatchId, signal?: AbortSignal): Promise<Status> {
  return requestJson(`/api/check-logo/batch/${batchId}/status`, { signal });
}

/** What the server left out of a batch: the number of files, and the first of them. */
export async function readLeftOut(
  batchId: BatchId,
  signal?: AbortSignal,
): Promise<{ count: number; first: Skipped[] }> {
  const {
    skipped = [],
    skipped_count: count = skipped.length,
  }: Partial<Pick<SubmitResponse, "skipped" | "skipped_count">> = await requestJson(
    `/api/check-logo/batch/${batchId}/status`,
    { signal },
  );
  return { count, first: skipped };
}

export function readResults(
  batchId: BatchId,
  cursor: number,
  limit: number,
  signal?: AbortSignal,
): Promise<ResultsPage> {
  return requestJson(`/api/batches/${batchId}/results?cursor=${cursor}&limit=${limit}`, { signal });
}

export function readItems(batchId: BatchId, cursor: number): Promise<ItemsPage> {
  return requestJson(`/api/batches/${batchId}/items?cursor=${cursor}&limit=${RESULTS_PAGE_MAX}`);
}

export function controlBatch(batchId: BatchId, action: BatchControl, signal?: AbortSignal): Promise<Status> {
  return requestJson(`/api/batches/${batchId}/${action}`, { method: "POST", signal });
}

/** @throws {ApiError} 412 when the review has another version by now than this one, if one is given */
export function putReview(
  batchId: BatchId,
  seq: number,
  decision: Decision,
  version?: number,
): Promise<ReviewResponse> {
  const options = version === undefined ? {} : { headers: { "if-match": `"${version}"` } };
  return requestJson(`/api/batches/${batchId}/items/${seq}/review`, { method: "PUT", json: decision, ...options });
}

/** The review history of an image, oldest first. */
export function readReviews(batchId: BatchId, seq: number): Promise<ReviewEntry[]> {
  return requestJson(`/api/batches/${batchId}/items/${seq}/review`);
}

/** Decides about all images that match; a dry run only counts them. */
export function reviewMatching(
  batchId: BatchId,
  request: BulkReviewRequest,
  signal?: AbortSignal,
): Promise<{ matched: number; changed: number }> {
  return requestJson(`/api/batches/${batchId}/reviews`, { method: "POST", json: request, signal });
}

export function readReviewSummary(batchId: BatchId, signal?: AbortSignal): Promise<ReviewSummary> {
  return requestJson(`/api/batches/${batchId}/reviews/summary`, { signal });
}

/** Results in the batch's own random order. */
export function readRandomResults(batchId: BatchId, cursor: number, limit: number): Promise<ResultsPage> {
  return requestJson(`/api/batches/${batchId}/results?order=random&cursor=${cursor}&limit=${limit}`);
}

export function previewThreshold(batchId: BatchId, threshold: number, signal?: AbortSignal): Promise<ThresholdPreview> {
  const json = { threshold, dry_run: true };
  return requestJson(`/api/batches/${batchId}/threshold`, { method: "POST", json, signal });
}

export function setThreshold(batchId: BatchId, threshold: number): Promise<Status> {
  return requestJson(`/api/batches/${batchId}/threshold`, { method: "POST", json: { threshold } });
}

export function readCalibration(batchId: BatchId, signal?: AbortSignal): Promise<Calibration> {
  return requestJson(`/api/batches/${batchId}/calibration`, { signal });
}

/**
 * @param filter which results the CSV has, as the API calls it; by default all, and rows for what was left out, which
 *   no filter is about
 */
export function csvUrl(batchId: BatchId, filter: Readonly<Record<string, string>> = {}): string {
  // Spreadsheets detect UTF-8 by the byte order mark.
  const all = Object.keys(filter).length === 0;
  const query = new URLSearchParams({ bom: "1", ...(all ? { skipped: "1" } : filter) });
  const path = `/api/check-logo/batch/export-csv/${batchId}`;
  return withKey(`${path}?${query}`);
}

/** The run that the file of a picture came with, 0 for the file first sent, so that browsers keep it. */
const fileQuery = (correctedIn: number | undefined): string =>
  correctedIn === undefined ? "" : `?corrected_in=${correctedIn}`;

/** @param correctedIn without it the newest file is shown */
export const thumbnailUrl = (batchId: BatchId, seq: number, correctedIn?: number): string =>
  withKey(`/api/batches/${batchId}/items/${seq}/thumbnail${fileQuery(correctedIn)}`);

/** The image as it was inspected, large enough to read the mark. */
export const viewUrl = (batchId: BatchId, seq: number, correctedIn?: number): string =>
  withKey(`/api/batches/${batchId}/items/${seq}/view${fileQuery(correctedIn)}`);

/** The pixels around a detection. A later run may find others, so the box keeps browsers from showing old ones. */
export function markUrl(batchId: BatchId, seq: number, n: number, { x1, y1, x2, y2 }: BoundingBox): string {
  return withKey(`/api/batches/${batchId}/items/${seq}/marks/${n}?box=${x1}-${y1}-${x2}-${y2}`);
}

export async function logIn(username: string, password: string): Promise<void> {
  await request("/api/admin/session", { method: "POST", json: { username, password }, usesApiKey: false });
}

export async function logOut(): Promise<void> {
  await request("/api/admin/session/end", { method: "POST", usesApiKey: false });
}

export function readAllBatches(search: string, cursor: number, signal?: AbortSignal): Promise<AdminBatchesPage> {
  return requestJson(`/api/admin/batches?${new URLSearchParams({ search, cursor: String(cursor) })}`, {
    signal,
    usesApiKey: false,
  });
}
