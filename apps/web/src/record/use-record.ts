import type { BatchId, BatchRecord, Status } from "@symphony/contract";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { readRecord } from "../api/record-calls.ts";
import { recordKey } from "../api/record-key.ts";

/** What is known of a batch beside its results; read again when its status changes, or somebody changed the record. */
export function useRecord(id: BatchId, status: Status | undefined): BatchRecord | undefined {
  return useQuery({
    queryKey: [...recordKey(id), status?.status, status?.completed_at],
    queryFn: ({ signal }) => readRecord(id, signal),
    enabled: status !== undefined,
    placeholderData: keepPreviousData,
  }).data;
}
