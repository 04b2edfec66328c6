import type { ApiKey } from "@symphony/contract";
import { API_KEYS_MAX } from "../../keys/api-keys.ts";
import { keyRecordSchema, revocationSchema } from "../../keys/key-record.ts";
import type { KeyRecord } from "../../keys/key-record.ts";
import type { ApiKeys } from "../../port.ts";
import { StoreError } from "../../store-error.ts";
import { KEYS } from "../base/keys.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import { namesBelow, readObject, readText } from "../base/objects.ts";

/** API keys by name. Records never change, so each is read once by a process; one listing shows what is new. */
export function createObjectApiKeys({ bucket }: ObjectLedger): ApiKeys {
  const known = new Map<string, KeyRecord>();

  async function read(name: string): Promise<KeyRecord | undefined> {
    const record = known.get(name) ?? (await readObject(bucket, KEYS.key(name), keyRecordSchema));
    if (record !== undefined) known.set(name, record);
    return record;
  }
  async function listed(): Promise<{ records: KeyRecord[]; revoked: Set<string> }> {
    const names = (await namesBelow(bucket, KEYS.keys)).map((name) => name.split("/"));
    const of = (kind: string): string[] => names.flatMap(([each, name = ""]) => (each === kind ? [name] : []));
    const records = await Promise.all(of("known").map(read));
    return { records: records.filter((record) => record !== undefined), revoked: new Set(of("revoked")) };
  }

  return {
    async add(record) {
      if ((await listed()).records.length >= API_KEYS_MAX)
        throw new StoreError("full", `There are ${API_KEYS_MAX} API keys already.`);
      return (await bucket.putIfAbsent(KEYS.key(record.name), JSON.stringify(record))) !== undefined;
    },
    async revoke(name, revocation) {
      if ((await read(name)) === undefined) return false;
      await bucket.putIfAbsent(KEYS.revokedKey(name), JSON.stringify(revocation));
      return true;
    },
    async active() {
      const { records, revoked } = await listed();
      return { keys: records.filter(({ name }) => !revoked.has(name)), any: records.length > 0 };
    },
    async list() {
      const { records } = await listed();
      return Promise.all(
        records
          .toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1))
          .map(async ({ digest: _digest, ...rest }): Promise<ApiKey> => {
            const revocation = await readObject(bucket, KEYS.revokedKey(rest.name), revocationSchema);
            return {
              ...rest,
              revoked_at: revocation?.at ?? null,
              revoked_by: revocation?.by ?? null,
              last_used_at: (await readText(bucket, KEYS.usedKey(rest.name))) ?? null,
            };
          }),
      );
    },
    noteUse: async (name, at) => void (await bucket.put(KEYS.usedKey(name), at)),
  };
}
