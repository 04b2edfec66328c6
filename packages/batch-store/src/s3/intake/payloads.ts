import type { BatchId } from "@symphony/contract";
import { REMOVED_AT_ONCE } from "@symphony/object-storage";
import type { Item } from "../../intake/manifest.ts";
import type { Payloads } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { coalesce } from "../base/coalesce.ts";
import { GATHER_MS } from "../base/ledger.ts";
import type { ObjectLedger } from "../base/ledger.ts";

/** The bytes of uploaded items. They stay where they are until they are removed; a run reads them there. */
export function createObjectPayloads({ bucket, heads, scratch }: ObjectLedger): Payloads {
  const removeKey = coalesce<string>((keys) => bucket.remove(keys), REMOVED_AT_ONCE, GATHER_MS);
  const keyOf = async (batchId: BatchId, { stored }: Item): Promise<string | undefined> =>
    stored === undefined ? undefined : (await heads.find(batchId))?.payload(stored);

  return {
    async open(batchId, item) {
      const key = await keyOf(batchId, item);
      const missing = `The bytes of item ${item.seq} of batch ${batchId} are not there any more.`;
      return scratch.keep(item.size ?? 0, async (path) => {
        const found = key === undefined ? undefined : await bucket.download(key, path);
        if (found === undefined) throw new StoreError("missing", missing);
      });
    },
    async remove(batchId, item) {
      const key = await keyOf(batchId, item);
      if (key !== undefined) await removeKey(key);
    },
    keep: async () => undefined,
  };
}
