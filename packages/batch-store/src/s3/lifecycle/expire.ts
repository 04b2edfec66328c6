import type { BatchId } from "@symphony/contract";
import { toStoreError } from "../../fs/with-store-errors.ts";
import { noteWork } from "../../lifecycle/outages.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { ExpiryReport, Removals, RetentionRules } from "../../port.ts";
import { createRounds } from "../../rounds.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readRecord } from "../people/records.ts";
import { readText } from "../base/objects.ts";
import { readFinal } from "../state/final.ts";
import { emptyTrash } from "./removals.ts";

const HOUR_MS = 3_600_000;
/** How often a pinned batch is looked at again. */
const PINNED_LOOK_MS = 600_000;

interface Pass {
  rules: RetentionRules;
  now: number;
  workedSince(from: number): number;
}

/** Removes finished batches that are past their retention and names the unfinished ones that are. */
export function createObjectExpiry(
  ledger: ObjectLedger,
  removals: Removals,
  /** What else grows old. */
  expireOthers: (rules: RetentionRules, now: number) => Promise<void>,
) {
  let rounds = createRounds<BatchId>();
  let rulesBefore = "";

  /** @returns when to look at the batch again, at the latest */
  async function expireBatch(batchId: BatchId, { rules, now, workedSince }: Pass, report: ExpiryReport) {
    const manifest = (await ledger.heads.read(batchId))?.manifest;
    if (manifest === undefined) return now;
    const final = await readFinal(ledger, batchId);
    if (final === undefined) {
      const progress = await lastProgress(ledger, manifest);
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
    const isPinned = async (): Promise<boolean> => (await readRecord(ledger, batchId))?.pinned === true;
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
    const workedSince = await workedSinceOf(ledger, rules, now);
    const report: ExpiryReport = { removed: [], expired: [], failed: [] };
    for await (const batchId of rounds.pick(batchIds, now)) {
      await expireBatch(batchId, { rules, now, workedSince }, report).then(
        (due) => rounds.quiet(batchId, Math.min(due, now + shortest)),
        (error: unknown) => report.failed.push({ batchId, error: toStoreError(error) }),
      );
    }
    await emptyTrash(ledger);
    await expireOthers(rules, now);
    return report;
  };
}

async function workedSinceOf({ bucket }: ObjectLedger, { outageMs }: RetentionRules, now: number) {
  if (outageMs === undefined) return (from: number): number => now - from;
  const { log, workedSince } = noteWork(await readText(bucket, KEYS.outages), now, outageMs);
  await bucket.put(KEYS.outages, log);
  return workedSince;
}

async function lastProgress({ bucket, heads }: ObjectLedger, manifest: BatchManifest): Promise<number> {
  const keys = await heads.find(manifest.batch_id);
  const touched = keys && (await bucket.head(keys.touched));
  return Math.max(Date.parse(manifest.accepted_at), touched?.modifiedAt.getTime() ?? 0);
}
