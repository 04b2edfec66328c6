import type { AdminBatchesPage, BatchId, Capabilities, ListedResult, Status, SubmitResponse } from "@symphony/contract";
import { readClientId } from "../browser/client-id.ts";
import { withKey } from "./api-key.ts";
import { request, requestJson } from "./request.ts";

/** One entry of the results page: a result, its place in upload order, and what the viewer needs. */
export type Entry = ListedResult;

export interface ResultsPage {
  results: Entry[];
  next_cursor: number | null;
}

export type Steering = "pause" | "resume" | "cancel" | "retry-failed";

export const RESULTS_PAGE_MAX = 1_000;

export function readCapabilities(signal?: AbortSignal): Promise<Capabilities> {
  return requestJson("/api/capabilities", { signal });
}

export async function startBatch(email: string | undefined, signal?: AbortSignal): Promise<BatchId> {
  const json = { client_id: readClientId(), ...(email === undefined ? {} : { email }) };
  const answer = await requestJson<{ batch_id: BatchId }>("/api/start-batch", { method: "POST", json, signal });
  return answer.batch_id;
}

export function submitUrls(batchId: BatchId, urls: readonly string[], signal?: AbortSignal): Promise<SubmitResponse> {
  const json = { batch_id: batchId, client_id: readClientId(), image_paths: urls };
  return requestJson("/api/check-logo/batch/", { method: "POST", json, signal });
}

export function readStatus(batchId: BatchId, signal?: AbortSignal): Promise<Status> {
  return requestJson(`/api/check-logo/batch/${batchId}/status`, { signal });
}

export function readResults(
  batchId: BatchId,
  cursor: number,
  limit: number,
  signal?: AbortSignal,
): Promise<ResultsPage> {
  return requestJson(`/api/batches/${batchId}/results?cursor=${cursor}&limit=${limit}`, { signal });
}

export interface ItemsPage {
  items: Array<{ seq: number; name: string }>;
  next_cursor: number | null;
}

export function readItems(batchId: BatchId, cursor: number): Promise<ItemsPage> {
  return requestJson(`/api/batches/${batchId}/items?cursor=${cursor}&limit=${RESULTS_PAGE_MAX}`);
}

export function control(batchId: BatchId, steering: Steering, signal?: AbortSignal): Promise<Status> {
  return requestJson(`/api/batches/${batchId}/${steering}`, { method: "POST", signal });
}

export async function readCsv(batchId: BatchId): Promise<string> {
  return (await request(`/api/check-logo/batch/export-csv/${batchId}`)).text();
}

export const csvUrl = (batchId: BatchId): string => withKey(`/api/check-logo/batch/export-csv/${batchId}`);
export const thumbnailUrl = (batchId: BatchId, seq: number): string =>
  withKey(`/api/batches/${batchId}/items/${seq}/thumbnail`);

export async function logIn(username: string, password: string): Promise<void> {
  await request("/api/admin/session", { method: "POST", json: { username, password }, keyHelps: false });
}

export async function logOut(): Promise<void> {
  await request("/api/admin/session/end", { method: "POST", keyHelps: false });
}

export function readAllBatches(search: string, cursor: number, signal?: AbortSignal): Promise<AdminBatchesPage> {
  return requestJson(`/api/admin/batches?${new URLSearchParams({ search, cursor: String(cursor) })}`, {
    signal,
    keyHelps: false,
  });
}
