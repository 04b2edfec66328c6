import { putIfAbsent, readIfPresent } from "../fs/durable.ts";
import type { Paths } from "../fs/paths.ts";
import type { WriteBacks } from "../port.ts";

export function createWriteBacks(paths: Paths): WriteBacks {
  return {
    isDone: async (batchId, run) => (await readIfPresent(paths.writtenBack(batchId, run))) !== undefined,
    async finish(batchId, run) {
      await putIfAbsent(paths.writtenBack(batchId, run), writtenBackNow(), paths.batch(batchId));
    },
  };
}

/** The text of a marker; only that it is there is read. */
export const writtenBackNow = (): string => JSON.stringify({ at: new Date().toISOString() });
