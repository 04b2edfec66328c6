import { z } from "zod";
import { batchIdSchema } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import type { Shares } from "../../port.ts";
import { shareSchema } from "../../shares/share-record.ts";
import type { ShareRecord } from "../../shares/share-record.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject } from "../base/objects.ts";

const pointerSchema = z.object({ batch_id: batchIdSchema });

/** A share belongs to the content of its batch; a pointer says which batch that is, because its token does not. */
export function createObjectShares({ bucket, heads }: ObjectLedger): Shares & { removeDeadPointers(): Promise<void> } {
  const read = async (batchId: BatchId, id: string): Promise<ShareRecord | undefined> => {
    const keys = await heads.find(batchId);
    return keys && readObject(bucket, keys.share(id), shareSchema);
  };
  const pointerOf = (id: string) => readObject(bucket, KEYS.sharePointer(id), pointerSchema);
  const isId = (id: string): boolean => /^[0-9a-f]{32}$/.test(id);

  return {
    async add(batchId, share) {
      const keys = await heads.newestKeysOf(batchId);
      await bucket.putIfAbsent(keys.share(share.id), JSON.stringify(share));
      await bucket.putIfAbsent(KEYS.sharePointer(share.id), JSON.stringify({ batch_id: batchId }));
    },
    async find(id) {
      const pointer = isId(id) ? await pointerOf(id) : undefined;
      const share = pointer && (await read(pointer.batch_id, id));
      return pointer && share && { batchId: pointer.batch_id, share };
    },
    async list(batchId) {
      const keys = await heads.find(batchId);
      const ids = keys === undefined ? [] : await namesBelow(bucket, keys.shares);
      const shares = await Promise.all(ids.map((id) => read(batchId, id)));
      return shares
        .filter((share) => share !== undefined)
        .toSorted((a, b) => a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id));
    },
    async remove(batchId, id) {
      const keys = await heads.find(batchId);
      if (keys === undefined || !isId(id) || (await bucket.head(keys.share(id))) === undefined) return false;
      await bucket.remove([keys.share(id)]);
      await bucket.remove([KEYS.sharePointer(id)]);
      return true;
    },
    /** Removes what is left of shares whose batch is gone. A share is put in place before its pointer. */
    async removeDeadPointers() {
      for (const id of await namesBelow(bucket, KEYS.sharePointers)) {
        const pointer = await pointerOf(id);
        if (pointer !== undefined && (await read(pointer.batch_id, id)) === undefined)
          await bucket.remove([KEYS.sharePointer(id)]);
      }
    },
  };
}
