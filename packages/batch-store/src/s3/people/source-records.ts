import { z } from "zod";
import type { SourceRecords } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { decodeObject } from "../base/objects.ts";

const recordSchema = z.object({ version: z.int().min(1), value: z.unknown() });
const ID = /^[0-9a-f-]{1,64}$/;

/** What is known of sources: one object each, changed only by who read the version before. */
export function createObjectSourceRecords({ bucket }: ObjectLedger): SourceRecords {
  const find = async (key: string) => {
    const found = await bucket.read(key);
    if (found === undefined) return undefined;
    const { version, value } = decodeObject(found.bytes.toString(), key, recordSchema);
    return { record: { version, value }, etag: found.facts.etag };
  };
  return {
    read: async (kind, id) => (ID.test(id) ? (await find(KEYS.source(kind, id)))?.record : undefined),
    async update(kind, id, expected, value) {
      if (!ID.test(id)) throw new StoreError("missing", "There is no such record.");
      const key = KEYS.source(kind, id);
      const found = await find(key);
      if ((found?.record.version ?? 0) !== expected) return false;
      const text = JSON.stringify({ version: expected + 1, value });
      const made =
        found === undefined ? await bucket.putIfAbsent(key, text) : await bucket.putIfMatch(key, text, found.etag);
      return made !== undefined;
    },
    async *list(kind) {
      const prefix = KEYS.sources(kind);
      for await (const { key } of bucket.list({ prefix })) yield key.slice(prefix.length);
    },
    async remove(kind, id) {
      if (ID.test(id)) await bucket.remove([KEYS.source(kind, id)]);
    },
  };
}
