import { randomBytes } from "node:crypto";
import { EVIDENCE_BYTES, StoreError } from "@symphony/batch-store";
import type { BatchManifest, BatchStore, KnownSchedule, ScheduleInFlight } from "@symphony/batch-store";
import { CHUNK_SIZE_DEFAULT } from "@symphony/contract";
import { NOT_STARTED } from "@symphony/messaging";
import type { Progress, Queues } from "@symphony/messaging";
import { withDeadline } from "@symphony/service";
import type { Logger } from "@symphony/service";
import { ended, removeSnapshots, snapshotIdOf } from "./end-run.ts";
import { findChanges } from "./find-changes.ts";
import type { Changes } from "./find-changes.ts";
import type { HeldRun } from "./lease.ts";
import { readSnapshot, writeSnapshot } from "./snapshot.ts";
import { SourceError } from "./source-error.ts";
import { listSource } from "./sources/list-source.ts";
import type { SourceLister } from "./sources/list-source.ts";

/** Longest time of one listing. */
export const LISTING_MAX_MS = 3_600_000;
/** Batches of schedules are followed by this name where none is given. */
const CLIENT_ID = "schedules";
const ATTEMPT_BYTES = 6;
const REDIS_WAIT_MS = 10_000;

export interface ListDeps {
  store: BatchStore;
  queues: Pick<Queues, "addItems">;
  progress: Pick<Progress, "seed">;
  lister: SourceLister;
  logger: Logger;
}

/**
 * Lists the source and makes a batch of what is new or changed. The snapshot is there before the batch, and the batch
 * names it: a worker that goes on after a crash knows what the batch is made of, and lists nothing again.
 */
export async function listRun(deps: ListDeps, held: HeldRun): Promise<void> {
  const { store } = deps;
  const attempt = randomBytes(ATTEMPT_BYTES).toString("hex");
  const batchId = held.run.claimed_id;
  let manifest = await store.manifest(batchId);
  if (manifest === undefined) {
    const record = await held.change((current, run) => ({ ...current, run: { ...run, attempt } }));
    const changes = await changesOf(deps, held, record);
    const snapshot = snapshotIdOf(held.id, attempt);
    await writeSnapshot(store.sources, snapshot, 0, changes);
    // Whether the run is still this worker's, as late as can be.
    await held.change((current, run) => ({ ...current, run: { ...run, beat: run.beat + 1 } }));
    if (changes.due.length === 0) {
      const { images } = changes;
      await held.change((current, run) => ended({ ...current, failures: 0 }, { ...run, images }, snapshot));
      return removeSnapshots(store.sources, held.id, snapshot);
    }
    manifest = await makeBatch(deps, record, { id: held.id, attempt }, changes.due, held.run);
  }
  const { attempt: made = attempt } = manifest.schedule ?? {};
  const { images } = await readSnapshot(store.sources, snapshotIdOf(held.id, made));
  await held.change((current, run) => ({
    ...current,
    failures: 0,
    run: { ...run, state: "checking", batch_id: batchId, attempt: made, images },
  }));
}

async function changesOf({ store, lister }: ListDeps, { signal }: HeldRun, record: KnownSchedule): Promise<Changes> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LISTING_MAX_MS)]);
  const images = await listSource(lister, record.source, limit);
  limit.throwIfAborted();
  const { snapshot } = await readSnapshot(store.sources, record.snapshot);
  const changes = findChanges(images, snapshot);
  if (changes.snapshot.size === 0 && snapshot.size > 0)
    throw new SourceError("The source names no images any more; what was known of them is kept.");
  return changes;
}

/** Commits the batch, or finds the one that another worker committed for the same run. */
async function makeBatch(
  { store, queues, progress, logger }: ListDeps,
  { name, source, client_id }: KnownSchedule,
  schedule: NonNullable<BatchManifest["schedule"]>,
  addresses: readonly string[],
  { claimed_id: batch_id }: ScheduleInFlight,
): Promise<BatchManifest> {
  await store.admit(addresses.length * EVIDENCE_BYTES.urls);
  const staging = await store.openStaging();
  try {
    for (const address of addresses) staging.addUrl(address);
    const manifest = await staging.commit({
      batch_id,
      client_id: client_id ?? CLIENT_ID,
      email: null,
      chunk_size: CHUNK_SIZE_DEFAULT,
      created_at: new Date().toISOString(),
      single: false,
      title: name,
      schedule,
      caller: schedule.id,
      ...(source.kind === "bucket" ? { source: source.address } : {}),
    });
    const enqueue = progress.seed(manifest, NOT_STARTED).then(() => queues.addItems(manifest));
    // Recovery adds what is not in the queue.
    await withDeadline(REDIS_WAIT_MS, enqueue).catch((err: unknown) => logger.warn({ err }, "schedule:not enqueued"));
    return manifest;
  } catch (error) {
    const other = error instanceof StoreError && error.code === "already_committed";
    const manifest = other ? await store.manifest(batch_id) : undefined;
    if (manifest === undefined) throw error;
    return manifest;
  } finally {
    await staging.discard();
  }
}
