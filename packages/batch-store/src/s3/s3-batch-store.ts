import { randomUUID } from "node:crypto";
import { z } from "zod";
import { assertConditionalWrites } from "@symphony/object-storage";
import type { Bucket } from "@symphony/object-storage";
import { toStoreError, withStoreErrors } from "../fs/with-store-errors.ts";
import type { BatchStore } from "../port.ts";
import { StoreError } from "../store-error.ts";
import { createHeads } from "./base/heads.ts";
import { KEYS } from "./base/keys.ts";
import { startLeases } from "./base/leases.ts";
import type { ObjectLedger } from "./base/ledger.ts";
import { readObject } from "./base/objects.ts";
import { openScratch } from "./base/scratch.ts";
import { createObjectVerbs } from "./verbs.ts";

/** What an object store has room for is not known; a bucket's quota shows when it is used up. */
const UNLIMITED = {
  freeBytes: Number.MAX_SAFE_INTEGER,
  totalBytes: Number.MAX_SAFE_INTEGER,
  freeFiles: Number.MAX_SAFE_INTEGER,
};

/**
 * Opens the ledger in a bucket, which processes of several hosts may share and which needs no common disk.
 *
 * @throws {StoreError} `unsuitable` with the store's weakness, `unavailable` or `full`
 */
export async function openObjectStore(bucket: Bucket, { probe = true } = {}): Promise<BatchStore> {
  const { id, ledger } = await start(bucket, probe).catch((error: unknown) => {
    throw toStoreError(error);
  });
  return withStoreErrors<BatchStore>({
    ...createObjectVerbs(ledger),
    id,
    async check() {
      await ledger.leases.now();
      if ((await readIdentity(bucket)) !== id)
        throw new StoreError("unavailable", "The bucket is not the store that this process opened.");
    },
    admit: async () => undefined,
    capacity: async () => UNLIMITED,
  });
}

async function start(bucket: Bucket, probe: boolean): Promise<{ id: string; ledger: ObjectLedger }> {
  if (probe) await assertConditionalWrites(bucket);
  const ledger = {
    bucket,
    heads: createHeads(bucket),
    leases: await startLeases(bucket),
    scratch: await openScratch(),
  };
  return { id: await openIdentity(bucket), ledger };
}

const identitySchema = z.object({ id: z.string().min(1) });
const readIdentity = async (bucket: Bucket): Promise<string | undefined> =>
  (await readObject(bucket, KEYS.identity, identitySchema))?.id;

/** The id of the store in this bucket. The first process that opens it gives it one. */
async function openIdentity(bucket: Bucket): Promise<string> {
  const known = await readIdentity(bucket);
  if (known !== undefined) return known;
  await bucket.putIfAbsent(KEYS.identity, JSON.stringify({ id: randomUUID() }));
  return (await readIdentity(bucket)) as string;
}
