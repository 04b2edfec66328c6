import type { BatchId, Status } from "@symphony/contract";
import { controlBatch, readStatus } from "../api/calls.ts";

/** What happened to the batch of a cancelled upload; `accepted` means that it could not be cancelled any more. */
export type CancelOutcome =
  | { outcome: "not sent" }
  | { outcome: "not accepted" }
  | { outcome: "unknown" }
  | { outcome: "cancelled" | "accepted"; status: Status };

export interface CancelCalls {
  readStatus: typeof readStatus;
  cancel(id: BatchId, signal: AbortSignal): Promise<Status>;
  /** The delay before each read of the status. */
  delaysMs: readonly number[];
  /** The delay before the status of a batch that is just being finished is read again. */
  finishDelayMs: number;
}

/** For all requests together, in case the server does not respond. */
const TIMEOUT_MS = 10_000;

const CALLS: CancelCalls = {
  readStatus,
  cancel: (id, signal) => controlBatch(id, "cancel", signal),
  delaysMs: [0, 250, 500, 1_000, 2_000, 2_000],
  finishDelayMs: 500,
};

/**
 * Cancels a batch after all bytes of its upload were sent. The server accepts it whether or not the page waits
 * for the response, possibly a moment after the first read of the status.
 */
export async function cancelUpload(id: BatchId, calls: CancelCalls = CALLS): Promise<CancelOutcome> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  let status: Status | undefined;
  for (const delayMs of calls.delaysMs) {
    await sleep(delayMs);
    status = await calls.readStatus(id, signal).catch(() => undefined);
    if (status !== undefined && status.status !== "initialized") return cancelBatch(id, status, calls, signal);
  }
  return { outcome: status === undefined ? "unknown" : "not accepted" };
}

async function cancelBatch(
  id: BatchId,
  before: Status,
  calls: CancelCalls,
  signal: AbortSignal,
): Promise<CancelOutcome> {
  const after = await calls.cancel(id, signal).catch(() => undefined);
  if (after === undefined) return { outcome: "accepted", status: before };
  let status = after;
  // Every item has its result and the batch is being finished: only then it is decided whether it was cancelled.
  if (after.counts.pending === 0 && after.completed_at === null) {
    await sleep(calls.finishDelayMs);
    status = await calls.readStatus(id, signal).catch(() => after);
  }
  return { outcome: status.status === "completed" ? "accepted" : "cancelled", status };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
