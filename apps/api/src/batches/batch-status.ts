import { startOf } from "@symphony/batch-store";
import { countsOf, statusOf } from "@symphony/contract";
import type { BatchId, Status } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound } from "../upload/submit.ts";

/** How long the live counters are waited for before the disk is asked. */
const LIVE_WAIT_MS = 1_000;

/**
 * Where a batch stands: a finished one from its marker, a running one from the live counters, and from the
 * rows themselves while Redis is away.
 *
 * @throws {Problem} `batch_not_found`
 */
export async function readStatus({ store, readLedgerProgress, progress }: ApiDeps, batchId: BatchId): Promise<Status> {
  const manifest = await store.manifest(batchId);
  if (manifest === undefined) {
    const draft = await store.drafts.read(batchId);
    if (draft === undefined) throw batchNotFound(batchId);
    const counts = countsOf({ total: draft.total, valid: 0, invalid: 0, error: 0 });
    return statusOf({
      batch_id: batchId,
      status: "initialized",
      counts,
      created_at: draft.created_at,
      started_at: null,
      ...NOTHING_RUNS,
      seq: 0,
    });
  }
  const common = { batch_id: batchId, created_at: manifest.created_at };
  const final = await store.final(batchId);
  if (final !== undefined) {
    return statusOf({
      ...common,
      ...NOTHING_RUNS,
      status: final.status,
      counts: final.counts,
      eta_seconds: 0,
      started_at: startOf(manifest, final),
      completed_at: final.completed_at,
      seq: final.events,
    });
  }
  const { status } = await store.control(batchId);
  const live = await withinMs(LIVE_WAIT_MS, progress.status(batchId)).catch(() => undefined);
  // Counters that say otherwise than the disk are about to be corrected: trust the disk.
  if (live?.status === status && live.completed_at === null) return live;
  const { counts, events, startedAt } = await readLedgerProgress(manifest);
  return statusOf({
    ...common,
    ...NOTHING_RUNS,
    status,
    counts,
    started_at: startedAt,
    queue_position: status === "processing" ? 0 : null,
    seq: events,
  });
}

const NOTHING_RUNS = { eta_seconds: null, completed_at: null, queue_position: null };
