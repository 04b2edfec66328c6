import type { BatchManifest, BatchStore, RetentionRules } from "@symphony/batch-store";
import type { BatchId } from "@symphony/contract";
import type { Progress, Queues } from "@symphony/messaging";
import { steadyNow } from "@symphony/service";
import type { Logger } from "@symphony/service";
import { exitOnLostWrite } from "../lost-write.ts";
import { failRemainingItems } from "./fail-remaining-items.ts";

export interface ExpiryDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  rules: RetentionRules;
  /** Epoch milliseconds; default: a clock that does not jump ahead. */
  now?(): number;
}

/** Removes batches past their retention. An unfinished one is first finished, with errors for its remaining items. */
export function createExpiry(deps: ExpiryDeps): () => Promise<void> {
  const now = deps.now ?? ((): number => steadyNow());
  return async () => {
    const { removed, expired, failed, errors } = await deps.store.expire(deps.rules, now());
    for (const { batchId, error } of failed) reportFailure(deps, batchId, error);
    for (const error of errors) reportFailure(deps, undefined, error);
    // What a process left that died since, and whose lease had not lapsed when another one started.
    await deps.store.removeAbandoned().catch((error: unknown) => reportFailure(deps, undefined, error));
    for (const manifest of removed)
      await deps.progress.forget(manifest).catch((error: unknown) => reportFailure(deps, manifest.batch_id, error));
    for (const { manifest, run } of expired)
      await expire(deps, manifest, run).catch((error: unknown) => reportFailure(deps, manifest.batch_id, error));
    if (removed.length + expired.length === 0) return;
    const ids = (manifests: readonly BatchManifest[]): BatchId[] => manifests.map(({ batch_id }) => batch_id);
    deps.logger.info({ removed: ids(removed), expired: ids(expired.map(({ manifest }) => manifest)) }, "cleanup:done");
  };
}

async function expire(deps: ExpiryDeps, manifest: BatchManifest, run: number): Promise<void> {
  const sentence = `Not inspected within ${deps.rules.pendingHours} hours.`;
  await failRemainingItems(deps, manifest, { run, category: "expired", sentence });
  await deps.queues.addFinish(manifest.batch_id);
}

/** One batch holds up no others. */
function reportFailure({ logger }: ExpiryDeps, batch: BatchId | undefined, error: unknown): void {
  exitOnLostWrite(error, logger);
  logger.error({ err: error, batch }, "cleanup:failed");
}
