import type { BatchId } from "@symphony/contract";
import { createDueExpiry } from "../../lifecycle/expire-due.ts";
import { noteWork, onStoreClock } from "../../lifecycle/outages.ts";
import { tidyUpEach } from "../../lifecycle/tidy-up.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { DraftBatches, ExpiryReport, Removals, RetentionRules } from "../../port.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readRecord } from "../people/records.ts";
import { readText } from "../base/objects.ts";
import { readControl } from "../state/control.ts";
import { readFinal } from "../state/final.ts";
import { findRun } from "../state/run-records.ts";
import { emptyTrash } from "./removals.ts";

/** Removes finished batches that are past their retention and names the unfinished ones that are. */
export function createObjectExpiry(
  ledger: ObjectLedger,
  removals: Removals,
  drafts: Pick<DraftBatches, "read">,
  /** What else grows old. */
  expireOthers: (rules: RetentionRules, now: number) => Promise<void>,
) {
  const expireDue = createDueExpiry(
    {
      manifest: async (batchId) => (await ledger.heads.read(batchId))?.manifest,
      control: (batchId) => readControl(ledger, batchId),
      final: (batchId) => readFinal(ledger, batchId),
      isPinned: async (batchId) => (await readRecord(ledger, batchId))?.pinned === true,
      isDraft: async (batchId) => (await drafts.read(batchId)) !== undefined,
      lastProgress: (manifest) => lastProgress(ledger, manifest),
    },
    removals,
  );

  return async (batchIds: AsyncIterable<BatchId>, rules: RetentionRules, now: number): Promise<ExpiryReport> => {
    const workedSince = await workedSinceOf(ledger, rules, now);
    const report = await expireDue(batchIds, { rules, now, workedSince });
    const errors = await tidyUpEach(
      () => emptyTrash(ledger),
      () => expireOthers(rules, now),
    );
    return { ...report, errors };
  };
}

async function workedSinceOf({ bucket, leases }: ObjectLedger, { outageMs }: RetentionRules, now: number) {
  if (outageMs === undefined) return (from: number): number => now - from;
  const storeNow = onStoreClock(now, await leases.now());
  const { log, workedSince } = noteWork(await readText(bucket, KEYS.outages), storeNow, outageMs);
  await bucket.put(KEYS.outages, log);
  return workedSince;
}

async function lastProgress(ledger: ObjectLedger, manifest: BatchManifest): Promise<number> {
  const { bucket, heads } = ledger;
  const keys = await heads.find(manifest.batch_id);
  const touched = keys && (await bucket.head(keys.touched));
  const { run } = await readControl(ledger, manifest.batch_id);
  const { began_at = manifest.accepted_at } = (await findRun(ledger, manifest.batch_id, run)) ?? {};
  return Math.max(Date.parse(began_at), touched?.modifiedAt.getTime() ?? 0);
}
