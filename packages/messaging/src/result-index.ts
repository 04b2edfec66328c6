import { createHash } from "node:crypto";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { keys } from "./redis/keys.ts";
import type { Redis } from "./redis/redis.ts";

/** Where the result of an image is stored. */
export interface CachedResultLocation {
  batchId: BatchId;
  run: number;
  seq: number;
}

/**
 * Finds the result of an earlier inspection by the digest of the image and by the fingerprint of what inspected it.
 * Entries may be lost at any time: the image is then inspected again.
 */
export interface ResultIndex {
  find(sha256: string, inspectedBy: string): Promise<CachedResultLocation | undefined>;
  put(sha256: string, inspectedBy: string, location: CachedResultLocation): Promise<void>;
}

/** @param lifetimeMs how long results are kept */
export function createResultIndex(redis: Redis, lifetimeMs: number): ResultIndex {
  const keyOf = (sha256: string, inspectedBy: string): string =>
    keys.cachedResult(createHash("sha256").update(`${sha256}:${inspectedBy}`).digest("base64url"));
  return {
    async find(sha256, inspectedBy) {
      return decodeLocation((await redis.get(keyOf(sha256, inspectedBy))) ?? "");
    },
    async put(sha256, inspectedBy, { batchId, run, seq }) {
      const expiryMs = Math.max(1, Math.floor(lifetimeMs));
      await redis.set(keyOf(sha256, inspectedBy), `${batchId} ${run} ${seq}`, "PX", expiryMs);
    },
  };
}

function decodeLocation(text: string): CachedResultLocation | undefined {
  const [id, run, seq] = text.split(" ");
  const batchId = decodeBatchId(id);
  return batchId === undefined ? undefined : { batchId, run: Number(run), seq: Number(seq) };
}
