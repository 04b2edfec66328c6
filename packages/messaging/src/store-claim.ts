import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** The store of this process is not the one whose work Redis holds. The message is for an operator. */
export class ForeignStoreError extends Error {
  override name = "ForeignStoreError";
}

/** What identifies a store, and where it is for this process. */
export interface StoreIdentity {
  id: string;
  folder: string;
}

const SEPARATOR = " ";

/**
 * Notes in Redis which store its jobs belong to, when that is not known: for a new Redis, and for one that was
 * emptied.
 *
 * @throws {ForeignStoreError} when it is another store
 */
export async function claimRedisFor(redis: Redis, { id, folder }: StoreIdentity): Promise<void> {
  await redis.set(keys.store, `${id}${SEPARATOR}${folder}`, "NX");
  const [owner, ...rest] = ((await redis.get(keys.store)) ?? id).split(SEPARATOR);
  if (owner === id) return;
  throw new ForeignStoreError(
    `The folder ${folder} holds the store ${id}, and this Redis holds the work of the store ${owner} in ${rest.join(SEPARATOR)}: ` +
      "set EXPORTS_DIR to that folder, or use another Redis, or remove the key symphony:store there if that store is gone.",
  );
}
