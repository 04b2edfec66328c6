import type { BatchStore, Damage } from "@symphony/batch-store";
import type { Logger } from "@symphony/service";
import type { WorkerMetrics } from "../worker-metrics.ts";

/** Lines in the log for one check. The last line counts all. */
const LOGGED_MAX = 100;

export interface SelfCheckDeps {
  store: Pick<BatchStore, "doctor" | "list">;
  logger: Logger;
  metrics: Pick<WorkerMetrics, "damaged">;
  isStopping(): boolean;
}

/** Reports what contradicts itself in the store. It repairs nothing: that is for people to decide. */
export function createSelfCheck({ store, logger, metrics, isStopping }: SelfCheckDeps): () => Promise<void> {
  return async () => {
    let found = 0;
    const report = (damages: readonly Damage[]): void => {
      for (const { kind, batchId, what } of damages) {
        metrics.damaged(kind);
        found += 1;
        if (found <= LOGGED_MAX) logger.error({ kind, batch: batchId, what }, "store:damaged");
      }
    };
    report(await store.doctor.examineStore());
    for (const batchId of await store.list()) {
      if (isStopping()) return;
      report(await store.doctor.examineBatch(batchId));
    }
    logger.info({ found }, "store:examined");
  };
}
