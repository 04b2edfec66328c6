import { countsFrom, countsOf, statusOf } from "@symphony/contract";
import type { BatchId, Status } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "./deps.ts";
import { batchNotFound } from "./upload/submit.ts";

/** How long the live counters are waited for before the disk is asked. */
const LIVE_WAIT_MS = 1_000;

/**
 * Where a batch stands: a finished one from its marker, a running one from the live counters, and from the
 * rows themselves while Redis is away.
 *
 * @throws {Problem} `batch_not_found`
 */
export async function readStatus({ store, progress }: ApiDeps, batchId: BatchId): Promise<Status> {
  const accepted = await store.accepted(batchId);
  if (accepted === undefined) {
    const announcement = await store.announcements.read(batchId);
    if (announcement === undefined) throw batchNotFound(batchId);
    const counts = countsOf({ total: announcement.total, valid: 0, invalid: 0, error: 0 });
    return statusOf({ batch_id: batchId, status: "initialized", counts, created_at: announcement.created_at, ...NOTHING_RUNS, seq: 0 });
  }
  const common = { batch_id: batchId, created_at: accepted.created_at };
  const final = await store.final(batchId);
  if (final !== undefined) {
    return statusOf({ ...common, status: "completed", counts: final.counts, ...NOTHING_RUNS, eta_seconds: 0, completed_at: final.completed_at, seq: final.counts.processed });
  }
  const live = await withinMs(LIVE_WAIT_MS, progress.status(batchId)).catch(() => undefined);
  // Counters that say "completed" are ahead of the marker by nothing that can be seen on disk: trust the disk.
  if (live?.status === "processing") return live;
  const counts = countsFrom(accepted, await store.verdicts(accepted));
  return statusOf({ ...common, status: "processing", counts, ...NOTHING_RUNS, queue_position: 0, seq: counts.processed });
}

const NOTHING_RUNS = { eta_seconds: null, completed_at: null, queue_position: null };
