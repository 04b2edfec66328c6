import { submissionRecordSchema } from "../../intake/idempotency-records.ts";
import type { SubmissionRecord } from "../../intake/idempotency-records.ts";
import type { IdempotencyRecords } from "../../port.ts";
import { createRounds } from "../../rounds.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { readObject } from "../base/objects.ts";

export interface ObjectSubmissions extends IdempotencyRecords {
  /** Call it before the batch is removed: without it, a late retry would be taken for the first try. */
  tombstone(key: string): Promise<void>;
  removeOlderThan(before: number): Promise<void>;
}

/** Submissions that carried an idempotency key, by its digest: of many identical ones one record is put in place. */
export function createObjectSubmissions({ bucket }: ObjectLedger): ObjectSubmissions {
  const rounds = createRounds<string>();
  const find = (key: string): Promise<SubmissionRecord | undefined> =>
    readObject(bucket, KEYS.submission(key), submissionRecordSchema);

  async function* keys(): AsyncGenerator<string> {
    for await (const { key } of bucket.list({ prefix: KEYS.submissions })) {
      const name = /([0-9a-f]{64})\.json$/.exec(key)?.[1];
      if (name !== undefined) yield name;
    }
  }

  return {
    find,
    async reserve(key, record) {
      const won = await bucket.putIfAbsent(KEYS.submission(key), JSON.stringify(record));
      return won === undefined ? ((await find(key)) ?? record) : record;
    },
    isTombstoned: async (key) => (await bucket.head(KEYS.tombstone(key))) !== undefined,
    tombstone: async (key) => void (await bucket.putIfAbsent(KEYS.tombstone(key), "gone")),
    async removeOlderThan(before) {
      for await (const key of rounds.pick(keys(), before)) {
        const created = Date.parse((await find(key))?.created_at ?? "");
        if (created < before) await bucket.remove([KEYS.submission(key), KEYS.tombstone(key)]);
        rounds.quiet(key, Number.isNaN(created) ? before : created);
      }
    },
  };
}
