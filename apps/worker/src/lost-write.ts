import { StoreError } from "@symphony/batch-store";
import type { Logger } from "@symphony/service";

/** Whether a sync has failed. A retry would sync the same bytes to the same disk, which would report success (ADR 7). */
export const isLostWrite = (error: unknown): boolean => error instanceof StoreError && error.code === "not_durable";

/** Ends the process when the store may have lost a write: another one reads what is there, and does the rest again. */
export function exitOnLostWrite(error: unknown, logger: Logger): void {
  if (!isLostWrite(error)) return;
  logger.fatal({ err: error }, "store:failed");
  process.exit(1);
}

/**
 * Waits for all of them, also when one throws: nothing of a job goes on after the job has ended.
 *
 * @throws what the first one threw, unless the store has lost what another one wrote
 */
export async function settleAll<T>(work: ReadonlyArray<Promise<T> | T>): Promise<T[]> {
  const settled = await Promise.allSettled(work);
  const reasons = settled.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
  if (reasons.length > 0) throw reasons.find(isLostWrite) ?? reasons[0];
  return settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
}
