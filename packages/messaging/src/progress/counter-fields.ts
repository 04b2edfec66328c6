import { batchStatusSchema, countsOf, statusOf } from "@symphony/contract";
import type { Status } from "@symphony/contract";
import { countsFrom } from "./batch-progress.ts";
import type { BatchProgress } from "./batch-progress.ts";
import type { FinishedRun, TrackedBatch } from "./tracked-batch.ts";

/** Fields of the Redis hash that has the counters of a batch. */
export type CounterFields = Record<string, string | number>;

const identityFields = (batch: TrackedBatch): CounterFields => ({
  batch_id: batch.batch_id,
  total: batch.total,
  created_at: batch.created_at,
});

/** Counters of an unfinished batch. @param run that they belong to */
export function progressFields(batch: TrackedBatch, progress: BatchProgress, run: number): CounterFields {
  const { valid, invalid, error } = countsFrom(batch, progress.verdicts);
  return {
    ...identityFields(batch),
    valid,
    invalid,
    error,
    seq: progress.events,
    status: progress.status,
    run,
    started_at: progress.startedAt ?? batch.accepted_at,
  };
}

/** Counters of a finished batch. */
export function finalFields(batch: TrackedBatch, final: FinishedRun): CounterFields {
  return {
    ...identityFields(batch),
    valid: final.counts.valid,
    invalid: final.counts.invalid,
    error: final.counts.error,
    seq: final.events,
    status: final.status,
    started_at: final.started_at ?? batch.accepted_at,
    completed_at: final.completed_at,
  };
}

/** A bitmap in the bit order of Redis: item 0 is the highest bit of the first byte. */
export function bitmapOf(seqs: Iterable<number>, total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seq of seqs) bitmap[seq >> 3] = (bitmap[seq >> 3] ?? 0) | (0x80 >> (seq & 7));
  return bitmap;
}

/** @param rank place among the unfinished batches, by the time they were accepted */
export function statusFrom(fields: Record<string, string>, rank: number | null): Status {
  const number = (name: string): number => Number(fields[name] ?? 0);
  const status = batchStatusSchema.parse(fields["status"]);
  const running = status === "processing";
  const counts = countsOf({
    total: number("total"),
    valid: number("valid"),
    invalid: number("invalid"),
    error: number("error"),
  });
  const itemsTimed = counts.processed - Number(fields["first_processed"] ?? counts.processed);
  const timeLeft = etaSeconds(itemsTimed, counts.pending, number("last_ms") - number("first_ms"));
  const completedAt = fields["completed_at"] ?? null;
  return statusOf({
    batch_id: fields["batch_id"] ?? "",
    status,
    counts,
    created_at: fields["created_at"] ?? "",
    started_at: fields["started_at"] ?? null,
    completed_at: completedAt,
    eta_seconds: running ? timeLeft : completedAt === null ? null : 0,
    queue_position: running ? (rank ?? 0) : null,
    seq: number("seq"),
  });
}

/** Time left at the pace of the timed items; null while there are none. */
function etaSeconds(itemsTimed: number, pending: number, tookMs: number): number | null {
  return itemsTimed < 1 ? null : Math.ceil(((tookMs / itemsTimed) * pending) / 1000);
}
