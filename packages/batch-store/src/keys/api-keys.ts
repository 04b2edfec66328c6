import { mkdir, readdir, writeFile } from "node:fs/promises";
import type { ApiKey } from "@symphony/contract";
import { makeDirDurably, putIfAbsent, readIfPresent, readJson } from "../fs/durable.ts";
import { errnoOf } from "../fs/errno.ts";
import type { Paths } from "../fs/paths.ts";
import type { ApiKeys } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { keyRecordSchema, revocationSchema } from "./key-record.ts";
import type { KeyRecord, Revocation } from "./key-record.ts";

/** Keys of one installation, revoked ones too: all of them are read every few seconds. */
export const API_KEYS_MAX = 1_000;

/** API keys by name. Records never change, so each is read once by a process; what is new shows in the listing. */
export function createApiKeys(paths: Paths): ApiKeys {
  const known = new Map<string, KeyRecord>();

  async function read(name: string): Promise<KeyRecord | undefined> {
    const record = known.get(name) ?? (await readJson(paths.key(name), keyRecordSchema));
    if (record !== undefined) known.set(name, record);
    return record;
  }
  async function all(): Promise<KeyRecord[]> {
    const records = await Promise.all((await namesIn(paths.keys)).map(read));
    return records.filter((record) => record !== undefined);
  }
  const revocationOf = (name: string): Promise<Revocation | undefined> =>
    readJson(paths.revokedKey(name), revocationSchema);

  return {
    async add(record) {
      await makeDirDurably(paths.keys);
      if ((await namesIn(paths.keys)).length >= API_KEYS_MAX)
        throw new StoreError("full", `There are ${API_KEYS_MAX} API keys already.`);
      return putIfAbsent(paths.key(record.name), JSON.stringify(record), paths.keys);
    },
    async revoke(name, revocation) {
      if ((await read(name)) === undefined) return false;
      await makeDirDurably(paths.revokedKeys);
      await putIfAbsent(paths.revokedKey(name), JSON.stringify(revocation), paths.revokedKeys);
      return true;
    },
    async active() {
      const [records, revoked] = [await all(), new Set(await namesIn(paths.revokedKeys))];
      return { keys: records.filter(({ name }) => !revoked.has(name)), any: records.length > 0 };
    },
    async list() {
      const records = (await all()).toSorted((a, b) => (a.created_at < b.created_at ? -1 : 1));
      return Promise.all(
        records.map(async ({ digest: _digest, ...rest }): Promise<ApiKey> => {
          const [revocation, used] = [await revocationOf(rest.name), await readIfPresent(paths.usedKey(rest.name))];
          return {
            ...rest,
            revoked_at: revocation?.at ?? null,
            revoked_by: revocation?.by ?? null,
            last_used_at: used ?? null,
          };
        }),
      );
    },
    async noteUse(name, at) {
      await mkdir(paths.usedKeys, { recursive: true });
      await writeFile(paths.usedKey(name), at);
    },
  };
}

/** The names of the records in a folder; none when there is no folder. */
async function namesIn(dir: string): Promise<string[]> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (errnoOf(error) === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -".json".length));
}
