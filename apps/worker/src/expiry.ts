import { cleanUp } from "@symphony/batch-store";
import type { BatchStore, CleanupRules } from "@symphony/batch-store";
import type { Accepted } from "@symphony/contract";
import type { Progress, Queues } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { countRow } from "./count-row.ts";
import { errorRow } from "./row.ts";

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
    for (const accepted of report.expired) await expire(deps, accepted);
    if (report.removed.length + report.expired.length > 0) {
      deps.logger.info({ removed: report.removed.map((each) => each.batch_id), expired: report.expired.map((each) => each.batch_id) }, "cleanup:done");
    }
  };
}

async function expire(deps: ExpiryDeps, accepted: Accepted): Promise<void> {
  const sentence = `Not judged within ${deps.rules.pendingHours} hours.`;
  for await (const seq of deps.store.pending(accepted)) {
    const item = await deps.store.item(accepted.batch_id, seq);
    const row = errorRow({ accepted, item, attempts: 0, milliseconds: 0 }, "expired", sentence);
    if (await deps.store.rows.commit(row)) await countRow(deps, accepted, row);
  }
  await deps.queues.addFinish(accepted.batch_id);
}
