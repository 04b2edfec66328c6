import type { BatchId } from "@symphony/contract";
import { toStoreError } from "../fs/with-store-errors.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchStore, ExpiryReport, Removals, RetentionRules } from "../port.ts";
import { createRounds } from "../rounds.ts";
import type { Final } from "../state/final.ts";

const HOUR_MS = 3_600_000;
/** How often a pinned batch is looked at again. */
const PINNED_LOOK_MS = 600_000;
/** … and a part batch, which leaves as soon as its batch has ended. */
const PART_LOOK_MS = 60_000;

/** What a pass has to know of a batch, wherever it is kept. */
export interface ExpiringBatches extends Pick<BatchStore, "manifest" | "control" | "final"> {
  isPinned(batchId: BatchId): Promise<boolean>;
  /** Whether a batch with this id may still come. */
  isDraft(batchId: BatchId): Promise<boolean>;
  /** When the batch last got on, in ms since 1970. */
  lastProgress(manifest: BatchManifest): Promise<number>;
}

type DueReport = Omit<ExpiryReport, "errors">;

export interface ExpiryPass {
  rules: RetentionRules;
  now: number;
  /** How long something worked since then, in ms: outages do not count. */
  workedSince(from: number): number;
}

/** Removes finished batches that are past their retention and names the unfinished ones that are. */
export function createDueExpiry(batches: ExpiringBatches, removals: Removals) {
  let rounds = createRounds<BatchId>();
  let rulesBefore = "";

  /** @returns when to look at the batch again, at the latest */
  async function expireBatch(batchId: BatchId, { rules, now, workedSince }: ExpiryPass, report: DueReport) {
    const manifest = await batches.manifest(batchId);
    if (manifest === undefined) return now;
    if (manifest.part_of !== undefined) return expirePart(manifest, manifest.part_of, { rules, now }, report);
    // In this order: what is said of a run that ends meanwhile must not count for the next one.
    const { run } = await batches.control(batchId);
    const final = await batches.final(batchId);
    if (final === undefined) {
      const progress = await batches.lastProgress(manifest);
      if (workedSince(progress) >= rules.pendingHours * HOUR_MS) report.expired.push({ manifest, run });
      return progress + rules.pendingHours * HOUR_MS;
    }
    const due = Date.parse(final.completed_at) + rules.finishedHours * HOUR_MS;
    if (now < due) return due;
    if (!(await removeUnlessSpared(manifest, final))) return now + PINNED_LOOK_MS;
    report.removed.push(manifest);
    return due;
  }

  /** A part leaves once its batch has ended or cannot come any more, at the latest when a finished batch would. */
  async function expirePart(
    manifest: BatchManifest,
    draftId: BatchId,
    { rules, now }: Pick<ExpiryPass, "rules" | "now">,
    report: DueReport,
  ): Promise<number> {
    const isOld = now >= Date.parse(manifest.accepted_at) + rules.finishedHours * HOUR_MS;
    if (!isOld && (await isAwaited(draftId))) return now + PART_LOOK_MS;
    // Its note stays: a worker may have an image of it in progress, and write beside it later.
    await removals.begin(manifest);
    await removals.carryOut(manifest);
    report.removed.push(manifest);
    return now + PART_LOOK_MS;
  }

  /** A draft becomes a batch before it is removed. */
  async function isAwaited(batchId: BatchId): Promise<boolean> {
    if (await batches.isDraft(batchId)) return true;
    return (await batches.manifest(batchId)) !== undefined && (await batches.final(batchId)) === undefined;
  }

  /** A pin or a run that comes meanwhile finds the note and is refused, or is found by the second look. */
  async function removeUnlessSpared(manifest: BatchManifest, final: Final): Promise<boolean> {
    const { batch_id: batchId } = manifest;
    if (await batches.isPinned(batchId)) return false;
    await removals.begin(manifest, final);
    const startedAgain = (await batches.final(batchId))?.completed_at !== final.completed_at;
    const isSpared = startedAgain || (await batches.isPinned(batchId));
    if (!isSpared) await removals.carryOut(manifest);
    await removals.end(batchId);
    return !isSpared;
  }

  return async (batchIds: AsyncIterable<BatchId>, pass: ExpiryPass): Promise<DueReport> => {
    const { rules, now } = pass;
    if (rulesBefore !== JSON.stringify(rules)) rounds = createRounds();
    rulesBefore = JSON.stringify(rules);
    // A batch that is finished or started again meanwhile cannot be due before.
    const shortest = Math.min(rules.finishedHours, rules.pendingHours) * HOUR_MS;
    const report: DueReport = { removed: [], expired: [], failed: [] };
    for await (const batchId of rounds.pick(batchIds, now)) {
      await expireBatch(batchId, pass, report).then(
        (due) => rounds.quiet(batchId, Math.min(due, now + shortest)),
        (error: unknown) => report.failed.push({ batchId, error: toStoreError(error) }),
      );
    }
    return report;
  };
}
