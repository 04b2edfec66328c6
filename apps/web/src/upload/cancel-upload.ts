import type { BatchId, Status } from "@symphony/contract";
import { readStatus, control } from "../api/calls.ts";

/** What became of a batch whose upload was cancelled; `taken` is one that could not be cancelled any more. */
export type Withdrawal =
  | { outcome: "nothing sent" }
  | { outcome: "not taken" }
  | { outcome: "unknown" }
  | { outcome: "cancelled" | "taken"; status: Status };

export interface WithdrawCalls {
  look: typeof readStatus;
  cancel(id: BatchId, signal: AbortSignal): Promise<Status>;
  /** Pauses before each look. */
  pausesMs: readonly number[];
  /** Before the look at a batch that is just being finished. */
  lastPauseMs: number;
}

/** For everything together, should answers not come. */
const WAIT_MAX_MS = 10_000;

const CALLS: WithdrawCalls = {
  look: readStatus,
  cancel: (id, signal) => control(id, "cancel", signal),
  pausesMs: [0, 250, 500, 1_000, 2_000, 2_000],
  lastPauseMs: 500,
};

/**
 * Takes back a batch of which all bytes had left. The server takes it in whether or not anybody waits for its
 * answer, and may do so a moment after the first look.
 */
export async function withdraw(id: BatchId, calls: WithdrawCalls = CALLS): Promise<Withdrawal> {
  const signal = AbortSignal.timeout(WAIT_MAX_MS);
  let status: Status | undefined;
  for (const pause of calls.pausesMs) {
    await sleep(pause);
    status = await calls.look(id, signal).catch(() => undefined);
    if (status !== undefined && status.status !== "initialized") return end(id, status, calls, signal);
  }
  return { outcome: status === undefined ? "unknown" : "not taken" };
}

async function end(
  id: BatchId,
  before: Status,
  { look, cancel, lastPauseMs }: WithdrawCalls,
  signal: AbortSignal,
): Promise<Withdrawal> {
  const after = await cancel(id, signal).catch(() => undefined);
  if (after === undefined) return { outcome: "taken", status: before };
  let status = after;
  // Every image was judged: the batch is being finished, and whether as a cancelled one shows when it is.
  if (after.counts.pending === 0 && after.completed_at === null) {
    await sleep(lastPauseMs);
    status = await look(id, signal).catch(() => after);
  }
  return { outcome: status.status === "completed" ? "taken" : "cancelled", status };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
