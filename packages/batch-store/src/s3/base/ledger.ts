import type { Bucket } from "@symphony/object-storage";
import type { Heads } from "./heads.ts";
import type { Leases } from "./leases.ts";
import type { Scratch } from "./scratch.ts";

/** What all verbs stand on. */
export interface ObjectLedger {
  bucket: Bucket;
  heads: Heads;
  leases: Leases;
  scratch: Scratch;
}

/** How long what follows from an item waits for that of others: some requests' time. */
export const GATHER_MS = 50;
