import { cleanUp } from "@symphony/batch-store";
import type { BatchStore, CleanupRules } from "@symphony/batch-store";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { closeItems } from "./close-items.ts";

export interface ExpiryDeps {
  store: BatchStore;
  progress: Progress;
  queues: Queues;
  logger: Logger;
  exportsDir: string;
  rules: CleanupRules;
}

/** Removes batches whose time is over. An unfinished one is first finished, each open image with a row that says so. */
export function createExpiry(deps: ExpiryDeps): () => Promise<void> {
  return async () => {
    const report = await cleanUp(deps.exportsDir, deps.store, deps.rules);
    for (const accepted of report.removed) await deps.progress.forget(accepted);
    for (const accepted of report.expired) {
      await closeItems(deps, accepted, "expired", `Not judged within ${deps.rules.pendingHours} hours.`);
      await deps.queues.addFinish(accepted.batch_id);
    }
    if (report.removed.length + report.expired.length > 0) {
      deps.logger.info({ removed: report.removed.map((each) => each.batch_id), expired: report.expired.map((each) => each.batch_id) }, "cleanup:done");
    }
  };
}
