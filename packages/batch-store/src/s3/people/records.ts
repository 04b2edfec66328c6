import type { BatchId } from "@symphony/contract";
import { encodeChecked } from "../../checked-text.ts";
import type { BatchRecords, StoredRecord } from "../../port.ts";
import { decodeRecordEntry, RECORD_VERSIONS_MAX, recordOf } from "../../records/batch-records.ts";
import { StoreError } from "../../store-error.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readText } from "../base/objects.ts";
import { markReopened } from "../state/reopened.ts";

/** @returns undefined when there is no such batch */
export async function readRecord({ bucket, heads }: ObjectLedger, batchId: BatchId): Promise<StoredRecord | undefined> {
  const head = await heads.read(batchId);
  const keys = head && (await heads.find(batchId));
  if (head === undefined || keys === undefined) return undefined;
  const version = Number((await namesBelow(bucket, keys.records)).at(-1) ?? 0);
  for (let each = version; each > 0; each -= 1) {
    // A damaged one counts as a version and says nothing.
    const entry = decodeRecordEntry(await readText(bucket, keys.record(each)));
    if (entry === undefined) continue;
    const { by: _by, at: _at, ...fields } = entry;
    return { ...fields, version };
  }
  return { ...recordOf(head.manifest), version };
}

/** Each version is put in place once; the newest readable one counts. */
export function createObjectRecords(ledger: ObjectLedger): BatchRecords {
  const { bucket, heads } = ledger;
  return {
    read: (batchId) => readRecord(ledger, batchId),
    async update(batchId, { by, at, ...change }, expected) {
      for (;;) {
        const current = await readRecord(ledger, batchId);
        if (current === undefined) throw new StoreError("missing", `Batch ${batchId} is not there.`);
        const { version, ...fields } = current;
        if ((expected !== undefined && expected !== version) || version >= RECORD_VERSIONS_MAX)
          throw new StoreError("version_conflict", `The record of batch ${batchId} has version ${version}.`);
        const next = { ...fields, ...change };
        const key = (await heads.keysOf(batchId)).record(version + 1);
        if ((await bucket.putIfAbsent(key, encodeChecked(JSON.stringify({ ...next, by, at })))) === undefined) continue;
        // A hint for those who keep an index.
        await markReopened(ledger, batchId).catch(() => undefined);
        return { ...next, version: version + 1 };
      }
    },
  };
}
