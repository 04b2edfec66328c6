import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";

/** A mark is kept this long, so that the processes that search in turn have all seen it. */
const MARK_MAX_MS = 3_600_000;

/** Says that there is something to do again for a batch that was finished, before there is. It is only a hint. */
export const markReopened = async ({ bucket }: Pick<ObjectLedger, "bucket">, batchId: BatchId): Promise<void> =>
  void (await bucket.put(KEYS.reopenedMark(batchId), "1"));

/** Batches that were reopened within the last hour. Older marks are removed. */
export async function recentlyReopened({ bucket, leases }: ObjectLedger): Promise<BatchId[]> {
  const recent: BatchId[] = [];
  let now: number | undefined;
  for await (const { key, modifiedAt } of bucket.list({ prefix: KEYS.reopened })) {
    const id = decodeBatchId(key.slice(KEYS.reopened.length));
    now ??= await leases.now();
    if (id !== undefined && now - modifiedAt.getTime() <= MARK_MAX_MS) recent.push(id);
    else await bucket.remove([key]);
  }
  return recent;
}
