import type { BatchStore } from "@symphony/batch-store";
import type { Progress } from "@symphony/messaging";
import type { Logger } from "@symphony/service";
import { exitOnLostWrite } from "../lost-write.ts";

export interface RemovalDeps {
  store: Pick<BatchStore, "removals">;
  progress: Pick<Progress, "status" | "forget">;
  logger: Logger;
}

/** Finishes removals whose process died, and removes what a worker put back that had an image in progress. */
export async function finishRemovals({ store, progress, logger }: RemovalDeps): Promise<void> {
  for await (const { manifest, isOver } of store.removals.due()) {
    const { batch_id: batch } = manifest;
    try {
      const wasThere = await store.removals.carryOut(manifest);
      if (wasThere || (await progress.status(batch)) !== undefined) {
        await progress.forget(manifest);
        logger.info({ batch }, "removal:finished");
      }
      if (isOver) await store.removals.end(batch);
    } catch (error) {
      exitOnLostWrite(error, logger);
      logger.error({ err: error, batch }, "removal:failed");
    }
  }
  await store.removals.emptyTrash().catch((error: unknown) => {
    exitOnLostWrite(error, logger);
    logger.error({ err: error }, "trash:not emptied");
  });
}
