import type { BatchId, CompareKind, Comparison, Duplicates, NewShare, Share, Verdict } from "@symphony/contract";
import { withKey } from "./api-key.ts";
import { request, requestJson } from "./request.ts";

export type ExportFile = "report.html" | "report.xlsx" | "results.jsonl" | "images.zip" | "dataset.zip";

export const exportUrl = (id: BatchId, file: ExportFile, query: Readonly<Record<string, string>> = {}): string => {
  const search = new URLSearchParams(query).toString();
  return withKey(`/api/batches/${id}/${file}${search === "" ? "" : `?${search}`}`);
};

export const readShares = async (id: BatchId, signal?: AbortSignal): Promise<Share[]> =>
  (await requestJson<{ shares: Share[] }>(`/api/batches/${id}/shares`, { signal })).shares;

export function createShare(id: BatchId, hours: number, label: string): Promise<NewShare> {
  const json = { expires_in_hours: hours, ...(label === "" ? {} : { label }) };
  return requestJson(`/api/batches/${id}/shares`, { method: "POST", json });
}

export async function revokeShare(id: BatchId, shareId: string): Promise<void> {
  await request(`/api/batches/${id}/shares/${shareId}`, { method: "DELETE" });
}

export interface CompareWanted {
  kind: CompareKind | undefined;
  cursor: number;
  limit: number;
}

export function readComparison(
  id: BatchId,
  other: BatchId,
  { kind, cursor, limit }: CompareWanted,
  signal?: AbortSignal,
): Promise<Comparison> {
  const query = new URLSearchParams({ with: other, cursor: `${cursor}`, limit: `${limit}`, ...(kind && { kind }) });
  return requestJson(`/api/batches/${id}/compare?${query}`, { signal });
}

/** Images that are the same file, or those that look alike. */
export const readDuplicates = (
  id: BatchId,
  kind: "same" | "alike",
  limit: number,
  signal?: AbortSignal,
  cursor = 0,
): Promise<Duplicates> => {
  const page = `cursor=${cursor}&limit=${limit}${kind === "alike" ? "&alike=1" : ""}`;
  return requestJson(`/api/batches/${id}/duplicates?${page}`, { signal });
};

/** Decides about many images at once. */
export async function reviewImages(id: BatchId, seqs: readonly number[], verdict: Exclude<Verdict, "Error">) {
  const json = { filter: { seqs }, decision: { verdict } };
  return requestJson<{ matched: number; changed: number }>(`/api/batches/${id}/reviews`, { method: "POST", json });
}
