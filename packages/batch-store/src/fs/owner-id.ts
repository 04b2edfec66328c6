import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Paths } from "./paths.ts";

const LEASED = "lease";

/** The lease of this process, in every store that it opens. */
export const LEASE_ID = randomUUID();

/**
 * A name for something that must not outlive this process. It names the lease. Versions without leases take its first
 * part for the host of another machine, and leave it alone for a day.
 */
export const ownerId = (): string => `${LEASED}~${LEASE_ID}~${Date.now()}~${randomUUID()}`;

/** The lease that a name of `ownerId` depends on; `undefined` for names that older versions made. */
export function leaseOf(name: string): string | undefined {
  const [kind, lease] = name.split("~");
  return kind === LEASED ? lease : undefined;
}

/** A path for a folder that must not outlive this process. */
export const newStagingFolder = (paths: Paths): string => join(paths.staging, ownerId());
