import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { expireAudit } from "../audit/expire-audit.ts";
import { readIfPresent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import { toStoreError } from "../fs/with-store-errors.ts";
import type { createDraftBatches } from "../intake/draft-batches.ts";
import type { IdempotencyRecords } from "../intake/idempotency-records.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { ExpiryReport, Removals, RetentionRules } from "../port.ts";
import { readRecord } from "../records/batch-records.ts";
import { emptyTrash } from "../removal/remove-batch.ts";
import { createRounds } from "../rounds.ts";
import { removeDeadPointers } from "../shares/shares.ts";
import { readFinal } from "../state/final.ts";
import { expireUploads } from "../uploads/expire-uploads.ts";
import { trackOutages } from "./outages.ts";

const HOUR_MS = 3_600_000;
/** How often a pinned batch is looked at again. */
const PINNED_LOOK_MS = 600_000;
/** How long an idempotency key stands for the same batch. */
const IDEMPOTENCY_HOURS = 24;

interface Pass {
  rules: RetentionRules;
  now: number;
  workedSince(from: number): number;
}

/**
 * Removes finished batches that are past their retention and names the unfinished ones that are.
 * Only times recorded inside the files count: a folder's own times change with copies and restores.
 */
export function createExpiry(
  paths: Paths,
  drafts: Pick<ReturnType<typeof createDraftBatches>, "removeOlderThan">,
  idempotency: Pick<IdempotencyRecords, "removeOlderThan">,
  removals: Removals,
) {
  let rounds = createRounds<BatchId>();
  let rulesBefore = "";

  /** @returns when to look at the batch again, at the latest */
  async function expireBatch(batchId: BatchId, { rules, now, workedSince }: Pass, report: ExpiryReport) {
    const manifest = await readManifest(paths, batchId);
    if (manifest === undefined) return now;
    const final = await readFinal(paths, batchId);
    if (final === undefined) {
      const progress = await lastProgress(paths, manifest);
      if (workedSince(progress) >= rules.pendingHours * HOUR_MS) report.expired.push(manifest);
      return progress + rules.pendingHours * HOUR_MS;
    }
    const due = Date.parse(final.completed_at) + rules.finishedHours * HOUR_MS;
    if (now < due) return due;
    if (!(await removeUnlessPinned(manifest))) return now + PINNED_LOOK_MS;
    report.removed.push(manifest);
    return due;
  }

  /** A pin that comes meanwhile finds the note and is refused, or is found by the second look. */
  async function removeUnlessPinned(manifest: BatchManifest): Promise<boolean> {
    const { batch_id: batchId } = manifest;
    const isPinned = async (): Promise<boolean> => (await readRecord(paths, batchId))?.pinned === true;
    if (await isPinned()) return false;
    await removals.begin(manifest, true);
    const pinnedMeanwhile = await isPinned();
    if (!pinnedMeanwhile) await removals.carryOut(manifest);
    await removals.end(batchId);
    return !pinnedMeanwhile;
  }

  return async (batchIds: AsyncIterable<BatchId>, rules: RetentionRules, now: number): Promise<ExpiryReport> => {
    if (rulesBefore !== JSON.stringify(rules)) rounds = createRounds();
    rulesBefore = JSON.stringify(rules);
    // A batch that is finished or started again meanwhile cannot be due before.
    const shortest = Math.min(rules.finishedHours, rules.pendingHours) * HOUR_MS;
    await emptyTrash(paths);
    // What waited through an outage is tried first.
    const workedSince =
      rules.outageMs === undefined ? (from: number) => now - from : await trackOutages(paths, now, rules.outageMs);
    const report: ExpiryReport = { removed: [], expired: [], failed: [] };
    for await (const batchId of rounds.pick(batchIds, now)) {
      await expireBatch(batchId, { rules, now, workedSince }, report).then(
        (due) => rounds.quiet(batchId, Math.min(due, now + shortest)),
        (error: unknown) => report.failed.push({ batchId, error: toStoreError(error) }),
      );
    }
    if (rules.auditDays !== undefined) await expireAudit(paths, rules.auditDays, now);
    await emptyTrash(paths);
    await drafts.removeOlderThan(now - rules.pendingHours * HOUR_MS);
    await expireUploads(paths);
    await removeDeadPointers(paths);
    await idempotency.removeOlderThan(now - IDEMPOTENCY_HOURS * HOUR_MS);
    return report;
  };
}

const updatedAtSchema = z.object({ updated_at: z.string() });

async function lastProgress(paths: Paths, manifest: BatchManifest): Promise<number> {
  const text = await readIfPresent(paths.pendingList(manifest.batch_id, manifest.kind));
  const list = updatedAtSchema.safeParse(text === undefined ? undefined : JSON.parse(text));
  return Math.max(Date.parse(manifest.accepted_at), list.success ? Date.parse(list.data.updated_at) : 0);
}
