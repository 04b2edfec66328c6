/** One WebSocket frame, parsed. */
export type Frame = Record<string, unknown> & { event: string };

interface BatchSoFar {
  seq: number;
  processed: number;
  completes: number;
  /** The client knows the end otherwise: an earlier connection was sent it, or the batch was cancelled. */
  isEndKnown: boolean;
}

const ENDED = new Set(["completed", "cancelled"]);

/**
 * I4 for one connection: the events of a batch arrive in order and never twice, its counts add up and never decrease
 * (except when failed items are retried), and its `complete` arrives once, unless the first
 * snapshot shows the batch as finished, or it was cancelled.
 */
export function frameViolations(frames: readonly Frame[], finished: boolean): string[] {
  const batches = new Map<string, BatchSoFar>();
  const found: string[] = [];
  let isFirst = true;
  const stateOf = (id: string): BatchSoFar =>
    batches.get(id) ??
    (batches.set(id, { seq: 0, processed: 0, completes: 0, isEndKnown: false }).get(id) as BatchSoFar);

  for (const frame of frames) {
    const id = String(frame["batch_id"] ?? "");
    const batch = stateOf(id);
    if (frame.event === "connected") {
      const shown = frame["batches"] as Snapshot[];
      // Beside an unfinished batch the end of another one is told by the snapshot alone.
      const isTold = isFirst || shown.some(({ status }) => !ENDED.has(status));
      for (const each of shown) applySnapshot(stateOf(each.batch_id), each, isTold);
      isFirst = false;
    } else if (frame.event === "retry_start") {
      Object.assign(batch, { processed: 0, completes: 0, isEndKnown: false });
    } else if (frame.event === "error" || (frame.event === "status" && frame["status"] === "cancelled")) {
      batch.isEndKnown = true;
    } else if (frame.event === "progress" || frame.event === "complete") {
      found.push(...applyProgress(batch, frame).map((what) => `I4: ${what} (batch ${id})`));
    }
  }
  for (const [id, batch] of batches)
    if (finished && id !== "" && batch.seq > 0 && batch.completes === 0 && !batch.isEndKnown)
      found.push(`I4: no complete event arrived (batch ${id})`);
  return found;
}

interface Snapshot {
  batch_id: string;
  status: string;
  seq: number;
  processed: number;
}

function applySnapshot(batch: BatchSoFar, { status, seq, processed }: Snapshot, isTold: boolean): void {
  Object.assign(batch, { seq, processed });
  // The snapshot replaces the start of another run whose event was lost.
  if (!ENDED.has(status)) Object.assign(batch, { completes: 0, isEndKnown: false });
  else if (isTold || status === "cancelled") batch.isEndKnown = true;
}

/** Checks a frame against the state of its batch, and updates the state. */
function applyProgress(batch: BatchSoFar, frame: Frame): string[] {
  const found: string[] = [];
  const n = countsOf(frame);
  // Progress after the last item or after the end belongs to another run, whose start was lost with a connection to
  // Redis. In a batch of one item nothing else tells them apart.
  const isPastEnd = batch.completes > 0 || (n.processed < batch.processed && batch.processed === n.total);
  const startsRun = frame.event === "progress" && isPastEnd;
  if (startsRun) Object.assign(batch, { processed: 0, completes: 0, isEndKnown: false });
  if (n.valid + n.invalid + n.error !== n.processed || n.processed > n.total) found.push("counts do not add up");
  if (n.processed < batch.processed) found.push(`progress went back from ${batch.processed} to ${n.processed}`);
  batch.processed = n.processed;
  if (frame.event === "progress") {
    if (n.seq <= batch.seq) found.push(`event ${n.seq} came after ${batch.seq}`);
    batch.seq = n.seq;
  } else {
    batch.completes += 1;
    if (n.processed !== n.total) found.push("complete came before the last item");
    if (batch.completes > 1) found.push("complete came twice");
  }
  return found;
}

function countsOf(frame: Frame): Record<"seq" | "processed" | "total" | "valid" | "invalid" | "error", number> {
  const number = (name: string): number => Number(frame[name] ?? 0);
  return {
    seq: number("seq"),
    processed: number("processed"),
    total: number("total"),
    valid: number("valid"),
    invalid: number("invalid"),
    error: number("error"),
  };
}
