import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { draftBatchSchema } from "../../intake/draft-batches.ts";
import type { DraftBatch } from "../../intake/draft-batches.ts";
import type { DraftBatches } from "../../port.ts";
import { createRounds } from "../../rounds.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readText } from "../base/objects.ts";

/** Other processes add drafts too: the own count is compared with a listing so often. */
const COUNTED_EVERY_MS = 60_000;
/** A draft that was written since may be about to get its images: uploads take an hour at most by default. */
const UNTOUCHED_MS = 2 * 3_600_000;
/** Of all drafts, so many are removed at once, so that the search for the oldest ones is rare. */
const REMOVED_SHARE = 0.1;
/** When none may be removed, nobody looks again before. */
const FULL_FOR_MS = 5_000;

export type ObjectDrafts = DraftBatches & { removeOlderThan(before: number): Promise<void> };

export function createObjectDrafts({ bucket, leases }: ObjectLedger): ObjectDrafts {
  const rounds = createRounds<BatchId>();
  let [count, countedAt, fullUntil] = [0, -Infinity, -Infinity];
  /** One look for all who ask at the same time. */
  let looking: Promise<void> | undefined;

  const each = async () => {
    const found = [];
    for await (const { key, modifiedAt } of bucket.list({ prefix: KEYS.drafts }))
      found.push({ key, touched: modifiedAt.getTime() });
    return found;
  };
  const recount = async (): Promise<void> => {
    count = (await each()).length;
    countedAt = performance.now();
  };
  const makeRoom = async (max: number): Promise<void> => {
    const before = (await leases.now()) - UNTOUCHED_MS;
    const oldest = (await each()).toSorted((a, b) => a.touched - b.touched);
    const removable = oldest.slice(0, Math.max(0, oldest.length - max + Math.ceil(max * REMOVED_SHARE)));
    await bucket.remove(removable.filter(({ touched }) => touched < before).map(({ key }) => key));
    await recount();
    if (count >= max) fullUntil = performance.now() + FULL_FOR_MS;
  };
  const look = (work: () => Promise<void>): Promise<void> => (looking ??= work().finally(() => (looking = undefined)));
  const read = async (batchId: BatchId): Promise<DraftBatch | undefined> =>
    decodeDraft(await readText(bucket, KEYS.draft(batchId)));
  const write = async (draft: DraftBatch): Promise<void> =>
    void (await bucket.put(KEYS.draft(draft.batch_id), JSON.stringify(draft)));

  return {
    read,
    write,
    async add(draft, max) {
      if (performance.now() - countedAt > COUNTED_EVERY_MS) await look(recount);
      if (count >= max && performance.now() >= fullUntil) await look(() => makeRoom(max));
      if (count >= max) return false;
      count += 1;
      await write(draft);
      return true;
    },
    remove: (batchId) => bucket.remove([KEYS.draft(batchId)]),
    async removeOlderThan(before) {
      for await (const batchId of rounds.pick(draftIds(bucket), before)) {
        // A damaged draft goes as well.
        const draft = await read(batchId);
        const created = draft === undefined ? 0 : Date.parse(draft.created_at);
        if (created < before) await bucket.remove([KEYS.draft(batchId)]);
        rounds.quiet(batchId, created);
      }
    },
  };
}

async function* draftIds(bucket: ObjectLedger["bucket"]): AsyncGenerator<BatchId> {
  for await (const { key } of bucket.list({ prefix: KEYS.drafts })) {
    const id = decodeBatchId(key.slice(KEYS.drafts.length));
    if (id !== undefined) yield id;
  }
}

/** A damaged draft reads as missing: the client can start the batch again. */
function decodeDraft(text: string | undefined): DraftBatch | undefined {
  try {
    return text === undefined ? undefined : draftBatchSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
