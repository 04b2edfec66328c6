import { createHash } from "node:crypto";
import { decodeBatchId } from "@symphony/contract";
import type { BatchId } from "@symphony/contract";
import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";

/** Where the row of an image is that was judged. */
export interface CachedResultLocation {
  batchId: BatchId;
  run: number;
  seq: number;
}

/**
 * Where images that were judged before have their rows, by the digest of their bytes and of what judged them.
 * It may be forgotten at any time: then an image is judged once more.
 */
export interface ResultIndex {
  find(sha256: string, judgedBy: string): Promise<CachedResultLocation | undefined>;
  remember(sha256: string, judgedBy: string, place: CachedResultLocation): Promise<void>;
}

/** @param lifetimeMs how long rows are kept */
export function createResultIndex(redis: Redis, lifetimeMs: number): ResultIndex {
  const keyOf = (sha256: string, judgedBy: string): string =>
    keys.answer(createHash("sha256").update(`${sha256}:${judgedBy}`).digest("base64url"));
  return {
    async find(sha256, judgedBy) {
      return decodePlace((await redis.get(keyOf(sha256, judgedBy))) ?? "");
    },
    async remember(sha256, judgedBy, { batchId, run, seq }) {
      await redis.set(keyOf(sha256, judgedBy), `${batchId} ${run} ${seq}`, "PX", Math.max(1, Math.floor(lifetimeMs)));
    },
  };
}

function decodePlace(text: string): CachedResultLocation | undefined {
  const [id, run, seq] = text.split(" ");
  const batchId = decodeBatchId(id);
  return batchId === undefined ? undefined : { batchId, run: Number(run), seq: Number(seq) };
}
