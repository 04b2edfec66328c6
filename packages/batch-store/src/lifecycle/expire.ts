import { z } from "zod";
import type { BatchId } from "@symphony/contract";
import { expireAudit } from "../audit/expire-audit.ts";
import { readIfPresent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { createDraftBatches } from "../intake/draft-batches.ts";
import type { IdempotencyRecords } from "../intake/idempotency-records.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import { readManifest } from "../intake/read-manifest.ts";
import type { ExpiryReport, Removals, RetentionRules } from "../port.ts";
import { readRecord } from "../records/batch-records.ts";
import { emptyTrash } from "../removal/remove-batch.ts";
import { removeDeadPointers } from "../shares/shares.ts";
import { readControl } from "../state/control.ts";
import { readFinal } from "../state/final.ts";
import { findRun } from "../state/run-record.ts";
import { expireUploads } from "../uploads/expire-uploads.ts";
import { createDueExpiry } from "./expire-due.ts";
import { trackOutages } from "./outages.ts";
import { tidyUpEach } from "./tidy-up.ts";

const HOUR_MS = 3_600_000;
/** How long an idempotency key stands for the same batch. */
const IDEMPOTENCY_HOURS = 24;

/**
 * Removes finished batches that are past their retention and names the unfinished ones that are.
 * Only times recorded inside the files count: a folder's own times change with copies and restores.
 */
export function createExpiry(
  paths: Paths,
  drafts: Pick<ReturnType<typeof createDraftBatches>, "removeOlderThan" | "read">,
  idempotency: Pick<IdempotencyRecords, "removeOlderThan">,
  removals: Removals,
) {
  const expireDue = createDueExpiry(
    {
      manifest: (batchId) => readManifest(paths, batchId),
      control: (batchId) => readControl(paths, batchId),
      final: (batchId) => readFinal(paths, batchId),
      isPinned: async (batchId) => (await readRecord(paths, batchId))?.pinned === true,
      isDraft: async (batchId) => (await drafts.read(batchId)) !== undefined,
      lastProgress: (manifest) => lastProgress(paths, manifest),
    },
    removals,
  );

  return async (batchIds: AsyncIterable<BatchId>, rules: RetentionRules, now: number): Promise<ExpiryReport> => {
    const emptied = await tidyUpEach(() => emptyTrash(paths));
    // What waited through an outage is tried first.
    const workedSince =
      rules.outageMs === undefined ? (from: number) => now - from : await trackOutages(paths, now, rules.outageMs);
    const report = await expireDue(batchIds, { rules, now, workedSince });
    const errors = await tidyUpEach(
      async () => rules.auditDays !== undefined && expireAudit(paths, rules.auditDays, now),
      () => emptyTrash(paths),
      () => drafts.removeOlderThan(now - rules.pendingHours * HOUR_MS),
      () => expireUploads(paths),
      () => removeDeadPointers(paths),
      () => idempotency.removeOlderThan(now - IDEMPOTENCY_HOURS * HOUR_MS),
    );
    return { ...report, errors: [...emptied, ...errors] };
  };
}

const updatedAtSchema = z.object({ updated_at: z.string() });

async function lastProgress(paths: Paths, manifest: BatchManifest): Promise<number> {
  const list = updatedAtSchema.safeParse(
    parsed(await readIfPresent(paths.pendingList(manifest.batch_id, manifest.kind))),
  );
  const { run } = await readControl(paths, manifest.batch_id);
  const { began_at = manifest.accepted_at } = (await findRun(paths, manifest.batch_id, run)) ?? {};
  return Math.max(Date.parse(began_at), list.success ? Date.parse(list.data.updated_at) : 0);
}

/** A damaged list says no more than a missing one. */
function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
