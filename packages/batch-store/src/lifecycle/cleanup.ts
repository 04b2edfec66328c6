import type { BatchManifest } from "../intake/manifest.ts";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { errnoOf, readIfThere } from "../fs/durable.ts";
import { createPaths } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import type { BatchStore } from "../store.ts";

const HOUR_MS = 3_600_000;
/** How long the same idempotency key stands for the same batch. */
const SUBMISSION_HOURS = 24;

export interface CleanupRules {
  /** Hours a finished batch is kept. */
  finishedHours: number;
  /** Hours an unfinished batch is kept after its last progress. */
  pendingHours: number;
}

export interface CleanupReport {
  removed: BatchManifest[];
  /** Unfinished for too long: to be finished with `Error` rows first; removal comes in its own time. */
  expired: BatchManifest[];
  /** Batches that could not be looked at, or removed: they hold up no others. */
  failed: Array<{ batchId: BatchId; error: unknown }>;
}

/**
 * Removes finished batches when their time is over and names the unfinished ones whose time is over.
 * Only times recorded inside the files count: a folder's own times change with copies and restores.
 *
 * @param now epoch milliseconds
 */
export async function cleanUp(
  root: string,
  store: BatchStore,
  rules: CleanupRules,
  now = Date.now(),
): Promise<CleanupReport> {
  const paths = createPaths(root);
  await emptyTrash(paths);
  const report: CleanupReport = { removed: [], expired: [], failed: [] };
  for (const batchId of await store.list()) {
    await cleanUpBatch(paths, store, rules, now, batchId, report).catch((error: unknown) =>
      report.failed.push({ batchId, error }),
    );
  }
  await store.drafts.removeOlderThan(now - rules.pendingHours * HOUR_MS);
  await store.submissions.removeOlderThan(now - SUBMISSION_HOURS * HOUR_MS);
  return report;
}

async function cleanUpBatch(
  paths: Paths,
  store: BatchStore,
  rules: CleanupRules,
  now: number,
  batchId: BatchId,
  report: CleanupReport,
): Promise<void> {
  const manifest = await store.manifest(batchId);
  if (manifest === undefined) return;
  const final = await store.final(batchId);
  if (final === undefined) {
    if (now - (await lastProgress(paths, manifest)) >= rules.pendingHours * HOUR_MS) report.expired.push(manifest);
  } else if (now - Date.parse(final.completed_at) >= rules.finishedHours * HOUR_MS) {
    if (manifest.submission_key !== undefined)
      await store.submissions.retire(manifest.submission_key, paths.batch(batchId));
    await removeBatch(paths.root, batchId);
    report.removed.push(manifest);
  }
}

/** Takes a batch away whole: one rename makes it invisible, and what a crash leaves in the trash goes next time. */
export async function removeBatch(root: string, batchId: BatchId): Promise<void> {
  const paths = createPaths(root);
  await mkdir(paths.trash, { recursive: true });
  try {
    await rename(paths.batch(batchId), paths.trashed(batchId));
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
  await emptyTrash(paths);
}

async function emptyTrash(paths: Paths): Promise<void> {
  for (const name of await readdir(paths.trash).catch(() => [])) {
    await rm(`${paths.trash}/${name}`, { recursive: true, force: true });
  }
}

const updatedAtSchema = z.object({ updated_at: z.string() });

async function lastProgress(paths: Paths, manifest: BatchManifest): Promise<number> {
  const text = await readIfThere(paths.pendingList(manifest.batch_id, manifest.kind));
  const list = updatedAtSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  return Math.max(Date.parse(manifest.accepted_at), list.success ? Date.parse(list.data.updated_at) : 0);
}
