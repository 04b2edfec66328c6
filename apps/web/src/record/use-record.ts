import type { BatchId, BatchRecord, Notifications, Status } from "@symphony/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readRecord } from "../api/record-calls.ts";
import { recordKey } from "../api/record-key.ts";

/** How often it is looked whether mail and webhook arrived meanwhile. */
const MESSAGES_EVERY_MS = 5_000;

/** What is known of a batch beside its results; read again when its status changes, or somebody changed the record. */
export function useRecord(id: BatchId, status: Status | undefined): BatchRecord | undefined {
  return useQuery({
    queryKey: [...recordKey(id), status?.status, status?.completed_at],
    queryFn: ({ signal }) => readRecord(id, signal),
    enabled: status !== undefined,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data !== undefined && isWaiting(state.data) ? MESSAGES_EVERY_MS : false),
  }).data;
}

const NONE: Notifications = { mail: null, webhook: null };
const isWaiting = ({ completed_at: at, notifications: { mail, webhook } = NONE }: BatchRecord): boolean =>
  at !== null && (mail?.state === "waiting" || webhook?.state === "waiting");
