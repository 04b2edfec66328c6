import { EVENT } from "@symphony/contract";
import type { BatchId, CompleteEvent, ErrorEvent, RetryStartEvent, Status, StatusEvent } from "@symphony/contract";
import type { FinishedRun } from "./tracked-batch.ts";

/** The event of a completed batch. */
export function completeEventOf(batch: Pick<Status, "batch_id" | "counts" | "completed_at">): CompleteEvent {
  const { processed, total, valid, invalid, error } = batch.counts;
  return {
    event: EVENT.complete,
    batch_id: batch.batch_id,
    processed,
    total,
    valid,
    invalid,
    error,
    percentage: 100,
    status: "completed",
    timestamp: batch.completed_at ?? new Date().toISOString(),
  };
}

/** The last event of a batch. Clients expect `complete` of completed batches only, so a cancelled one ends with `error`. */
export function lastEventOf(final: FinishedRun): CompleteEvent | ErrorEvent {
  if (final.status === "completed") return completeEventOf(final);
  return {
    event: EVENT.error,
    batch_id: final.batch_id,
    error: "The batch was cancelled.",
    timestamp: final.completed_at,
  };
}

export function statusEventOf(batchId: BatchId, status: StatusEvent["status"], run: number): StatusEvent {
  return { event: EVENT.status, batch_id: batchId, status, run, timestamp: new Date().toISOString() };
}

export function retryStartEventOf(batchId: BatchId, items: number): RetryStartEvent {
  return { event: EVENT.retryStart, batch_id: batchId, retry_total: items, timestamp: new Date().toISOString() };
}
