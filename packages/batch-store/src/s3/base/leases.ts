import type { Bucket } from "@symphony/object-storage";
import { LEASE_MAX_MS } from "../../fs/lease.ts";
import { LEASE_ID, leaseOf } from "../../fs/owner-id.ts";
import { KEYS } from "./keys.ts";

/** How often a process extends its lease: each time is a request. */
const EXTEND_EVERY_MS = 20_000;
/** A lease of a process that is gone for so long names nothing any more. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** Leases of all processes, by the clock of the store alone. */
export interface Leases {
  /** The time by the clock of the store, in epoch milliseconds. Taking it extends the lease of this process. */
  now(): Promise<number>;
  /** @returns a check whether the owner of something that was changed last at that time is gone */
  read(): Promise<(owner: string, changedAt: Date) => boolean>;
  stop(): void;
}

export async function startLeases(bucket: Bucket): Promise<Leases> {
  const key = KEYS.lease(LEASE_ID);
  const now = async (): Promise<number> => {
    await bucket.put(key, "1");
    return ((await bucket.head(key))?.modifiedAt ?? new Date()).getTime();
  };
  // A lease that lapses costs the uploads in progress, and no more.
  const timer = setInterval(() => void bucket.put(key, "1").catch(() => undefined), EXTEND_EVERY_MS).unref();
  await bucket.put(key, "1");

  return {
    now,
    async read() {
      const time = await now();
      const extendedAt = new Map<string, number>();
      for await (const lease of bucket.list({ prefix: KEYS.leases })) {
        const age = time - lease.modifiedAt.getTime();
        if (age > FORGOTTEN_MS) await bucket.remove([lease.key]);
        else extendedAt.set(lease.key.slice(KEYS.leases.length), lease.modifiedAt.getTime());
      }
      return (owner, changedAt) => {
        const lease = leaseOf(owner);
        if (lease === LEASE_ID) return false;
        const last = (lease === undefined ? undefined : extendedAt.get(lease)) ?? changedAt.getTime();
        return time - last > LEASE_MAX_MS;
      };
    },
    stop: () => clearInterval(timer),
  };
}
