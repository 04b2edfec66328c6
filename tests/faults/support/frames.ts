/** One WebSocket frame, parsed. */
export type Frame = Record<string, unknown> & { event: string };

interface BatchSoFar {
  seq: number;
  processed: number;
  completes: number;
}

/**
 * I4 for one connection: a batch's events come in order, never twice, its counts add up and never go back
 * (but where failed items are begun anew), and its end is told once.
 */
export function frameViolations(frames: readonly Frame[], finished: boolean): string[] {
  const batches = new Map<string, BatchSoFar>();
  const found: string[] = [];
  const so = (id: string): BatchSoFar =>
    batches.get(id) ?? (batches.set(id, { seq: 0, processed: 0, completes: 0 }).get(id) as BatchSoFar);
  const complain = (id: string, what: string): void => void found.push(`I4: ${what} (batch ${id})`);

  for (const frame of frames) {
    const id = String(frame["batch_id"] ?? "");
    const batch = so(id);
    if (frame.event === "connected") {
      for (const each of frame["batches"] as Array<{ batch_id: string; seq: number; processed: number }>)
        Object.assign(so(each.batch_id), { seq: each.seq, processed: each.processed });
    } else if (frame.event === "retry_start") {
      batch.processed = 0;
      batch.completes = 0;
    } else if (frame.event === "progress" || frame.event === "complete") {
      const n = countsOf(frame);
      if (n.valid + n.invalid + n.error !== n.processed || n.processed > n.total)
        complain(id, "counts that do not add up");
      if (n.processed < batch.processed) complain(id, `progress went back from ${batch.processed} to ${n.processed}`);
      batch.processed = n.processed;
      if (frame.event === "progress" && n.seq <= batch.seq) complain(id, `event ${n.seq} came after ${batch.seq}`);
      if (frame.event === "progress") batch.seq = n.seq;
      if (frame.event === "complete" && n.processed !== n.total) complain(id, "the end came before the last item");
      if (frame.event === "complete" && (batch.completes += 1) > 1) complain(id, "the end was told twice");
    }
  }
  for (const [id, batch] of batches)
    if (finished && id !== "" && batch.seq > 0 && batch.completes === 0) complain(id, "the end was never told");
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
