import { setTimeout as sleep } from "node:timers/promises";
import { StoreError } from "@symphony/batch-store";
import type { BatchManifest, Final, NewRun } from "@symphony/batch-store";
import { Problem } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { allItems, countsFrom } from "@symphony/messaging";
import type { ApiDeps } from "../deps.ts";
import { batchNotFound } from "./batch-ids.ts";
import { batchChanged } from "./control-batch.ts";
import { requireManifest } from "./find-batch.ts";
import { requireImages } from "./threshold/threshold-limit.ts";
import { tryPublish } from "./try-publish.ts";

/** Room that one result takes: a block of most file systems. */
const RESULT_BYTES = 4_096;
/** How often and how long a removal is waited for, which takes a moment; one whose process died is decided later. */
const REMOVAL_TRIES_MAX = 20;
const REMOVAL_PAUSE_MS = 50;

/** Checks the items of a finished batch again that ended in an error. Without any, nothing happens. */
export async function retryFailed(deps: ApiDeps, id: string): Promise<BatchManifest> {
  const manifest = await requireManifest(deps, id);
  const finished = await requireFinishedRun(deps, manifest);
  const seqs = await deps.store.failedItems(manifest);
  if (seqs.length > 0) await startRun(deps, manifest, finished, { seqs });
  return manifest;
}

/** Re-evaluates all items of a finished batch with a new threshold, which replaces that of every stage. */
export async function reevaluateBatch(deps: ApiDeps, id: string, threshold: number): Promise<BatchManifest> {
  const manifest = await requireManifest(deps, id);
  const finished = await requireFinishedRun(deps, manifest);
  await requireImages(deps, manifest, finished.final, threshold);
  await startRun(deps, manifest, finished, { seqs: "all", threshold });
  return manifest;
}

/** The newest run of a batch, and how it ended. */
export interface FinishedRun {
  run: number;
  final: Final;
}

/** @throws {Problem} 409 while the batch is running */
export async function requireFinishedRun(
  { store }: ApiDeps,
  { batch_id: batchId }: BatchManifest,
): Promise<FinishedRun> {
  // In this order: a run that another call starts and finishes in between makes `startRun` lose.
  const { run } = await store.control(batchId);
  const final = await store.final(batchId);
  if (final === undefined) throw stillRunning();
  return { run, final };
}

/** @throws {Problem} 409 when somebody else changed the batch meanwhile */
export async function startRun(
  deps: ApiDeps,
  manifest: BatchManifest,
  { run, final }: FinishedRun,
  { seqs, ...more }: Pick<NewRun, "seqs" | "threshold" | "corrections">,
): Promise<void> {
  const next = run + 1;
  await requireRoom(deps, next, seqs === "all" ? manifest.total : seqs.length);
  const newRun = { run: next, seqs, eventsBefore: final.events, ...more };
  const started = await deps.store.startRun(manifest, newRun).catch((error: unknown) => {
    throw error instanceof StoreError && error.code === "missing" ? batchNotFound(manifest.batch_id) : error;
  });
  if (!started) throw batchChanged();
  await requireKept(deps, manifest.batch_id);
  // Of a run for all items no result is there yet, and none need be read.
  const progress =
    seqs === "all"
      ? {
          status: "processing" as const,
          verdicts: new Map(),
          events: final.events,
          startedAt: new Date().toISOString(),
        }
      : await deps.store.batchProgress(manifest);
  await deps.store.refreshPendingList(manifest, countsFrom(manifest, progress.verdicts));
  await tryPublish(deps, manifest.batch_id, async () => {
    await deps.progress.restart(manifest, progress, next);
    await deps.queues.addItems(manifest, seqs === "all" ? allItems(manifest) : seqs, next);
  });
}

/**
 * Waits for a removal that was noted meanwhile: an expiry spares a batch whose new run or pin it finds, and takes any
 * other with it.
 *
 * @throws {Problem} 404 when the batch is gone
 */
export async function requireKept({ store }: ApiDeps, batchId: BatchId): Promise<void> {
  for (let tries = 0; tries < REMOVAL_TRIES_MAX; tries += 1) {
    if ((await store.manifest(batchId)) === undefined) throw batchNotFound(batchId);
    if (!(await store.removals.has(batchId))) break;
    await sleep(REMOVAL_PAUSE_MS);
  }
  if ((await store.manifest(batchId)) === undefined) throw batchNotFound(batchId);
}

/** A run leaves a file for each item, and some that stay as long as the batch. */
export async function requireRoom({ store, config }: ApiDeps, run: number, items: number): Promise<void> {
  if (run > config.MAX_RUNS_PER_BATCH)
    throw new Problem(
      "too_many_runs",
      `A batch can be checked again ${config.MAX_RUNS_PER_BATCH} times; send its images as a new batch.`,
    );
  await store.admit(items * RESULT_BYTES);
}

const stillRunning = (): Problem =>
  new Problem("batch_not_finished", "The batch is still running; this can be done when it is finished.");
