import type { ApiKey, AuditPage, BatchId, BatchRecord, EditBatchRequest, Scope, SearchPage } from "@symphony/contract";
import { readClientId } from "../browser/client-id.ts";
import { request, requestJson } from "./request.ts";

export function readRecord(batchId: BatchId, signal?: AbortSignal): Promise<BatchRecord> {
  return requestJson(`/api/batches/${batchId}`, { signal });
}

/** @throws {ApiError} 412 when the record has another version by now */
export function editRecord(batchId: BatchId, change: EditBatchRequest, version?: number): Promise<BatchRecord> {
  const headers: Record<string, string> = version === undefined ? {} : { "if-match": `"${version}"` };
  return requestJson(`/api/batches/${batchId}`, { method: "PATCH", json: change, headers });
}

export async function deleteBatch(batchId: BatchId): Promise<void> {
  await request(`/api/batches/${batchId}`, { method: "DELETE" });
}

/** @throws {ApiError} with the reason why no mail can be sent */
export async function sendMailAgain(batchId: BatchId): Promise<void> {
  await request(`/api/check-logo/batch/${batchId}/send-email`, { method: "POST" });
}

/** Without a name a caller sees the batches of this browser. */
export function searchBatches(query: string, cursor: string | undefined, signal?: AbortSignal): Promise<SearchPage> {
  const fields = { query, client_id: readClientId(), ...(cursor === undefined ? {} : { cursor }) };
  return requestJson(`/api/batches?${new URLSearchParams(fields)}`, { signal });
}

/** The administrator's calls need no API key. */
const ADMIN = { usesApiKey: false } as const;

export async function readKeys(signal?: AbortSignal): Promise<ApiKey[]> {
  return (await requestJson<{ keys: ApiKey[] }>("/api/admin/keys", { ...ADMIN, signal })).keys;
}

export function makeKey(name: string, scopes: readonly Scope[]): Promise<ApiKey & { key: string }> {
  return requestJson("/api/admin/keys", { ...ADMIN, method: "POST", json: { name, scopes } });
}

export async function revokeKey(name: string): Promise<void> {
  await request(`/api/admin/keys/${encodeURIComponent(name)}`, { ...ADMIN, method: "DELETE" });
}

export interface AuditSearch {
  by: string;
  action: string;
  batch_id: string;
}

export function readAudit(search: AuditSearch, cursor: string | undefined, signal?: AbortSignal): Promise<AuditPage> {
  return requestJson(`/api/admin/audit?${auditQuery(search, cursor)}`, { ...ADMIN, signal });
}

export const auditFileUrl = (ending: "csv" | "jsonl", search: AuditSearch): string =>
  `/api/admin/audit.${ending}?${auditQuery(search)}`;

function auditQuery(search: AuditSearch, cursor?: string): URLSearchParams {
  const given = Object.entries(search).filter(([, value]) => value !== "");
  return new URLSearchParams([...given, ...(cursor === undefined ? [] : [["cursor", cursor]])] as [string, string][]);
}
