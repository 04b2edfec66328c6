import { startOf } from "@symphony/batch-store";
import type { BatchManifest, DraftBatch, Final } from "@symphony/batch-store";
import { countsOf, statusOf } from "@symphony/contract";
import type { BatchId, Status } from "@symphony/contract";
import { withinMs } from "@symphony/service";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound } from "./batch-ids.ts";
import { isBeingUploaded } from "./upload-marks.ts";

/** How long to wait for the live counters before the ledger is read. */
const LIVE_WAIT_MS = 1_000;

const NOTHING_RUNS = { eta_seconds: null, completed_at: null, queue_position: null };

/**
 * The status of a batch: of a finished one from its marker, of a running one from the live counters, and from the
 * results themselves while Redis is away.
 *
 * @throws {Problem} `batch_not_found`
 */
export async function readStatus(deps: ApiDeps, batchId: BatchId): Promise<Status> {
  const { store } = deps;
  const manifest = await store.manifest(batchId);
  if (manifest !== undefined) {
    const final = await store.final(batchId);
    return final === undefined ? statusOfRunning(deps, manifest) : statusOfFinished(manifest, final);
  }
  const draft = await store.drafts.read(batchId);
  if (draft === undefined) throw batchNotFound(batchId);
  return { ...statusOfDraft(draft), uploading: await isBeingUploaded(deps, draft) };
}

function statusOfDraft({ batch_id, created_at, total }: DraftBatch): Status {
  const counts = countsOf({ total, valid: 0, invalid: 0, error: 0 });
  return statusOf({ batch_id, created_at, ...NOTHING_RUNS, status: "initialized", counts, started_at: null, seq: 0 });
}

function statusOfFinished(manifest: BatchManifest, final: Final): Status {
  return statusOf({
    batch_id: manifest.batch_id,
    created_at: manifest.created_at,
    ...NOTHING_RUNS,
    status: final.status,
    counts: final.counts,
    eta_seconds: 0,
    started_at: startOf(manifest, final),
    completed_at: final.completed_at,
    seq: final.events,
  });
}

async function statusOfRunning(
  { store, progress, readLedgerProgress }: ApiDeps,
  manifest: BatchManifest,
): Promise<Status> {
  const { status } = await store.control(manifest.batch_id);
  const live = await withinMs(LIVE_WAIT_MS, progress.status(manifest.batch_id)).catch(() => undefined);
  // Live counters that contradict the ledger are about to be corrected; the ledger is right.
  if (live?.status === status && live.completed_at === null) return live;
  const { counts, events, startedAt } = await readLedgerProgress(manifest);
  return statusOf({
    batch_id: manifest.batch_id,
    created_at: manifest.created_at,
    ...NOTHING_RUNS,
    status,
    counts,
    started_at: startedAt,
    queue_position: status === "processing" ? 0 : null,
    seq: events,
  });
}
