import { batchStatusSchema } from "@symphony/contract";
import type { BatchId, ClientId, Status } from "@symphony/contract";
import { keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { statusFrom } from "./counter-fields.ts";
import { CLIENT_BATCHES_MAX } from "./lifetimes.ts";

/** The part of a status that tells whether a client missed something. */
export type ProgressCursor = Pick<Status, "batch_id" | "seq" | "status">;

/** Reads the counters. */
export interface ProgressReader {
  /** @returns undefined when there are no counters */
  status(batchId: BatchId): Promise<Status | undefined>;
  /** The client's newest batches, newest first. */
  statusesOf(clientId: ClientId): Promise<Status[]>;
  /** Cheaper than a status: gateways read thousands of cursors every second. */
  cursor(batchId: BatchId): Promise<ProgressCursor | undefined>;
  /** Cursors of the client's newest batches. */
  cursorsOf(clientId: ClientId): Promise<ProgressCursor[]>;
  /** Number of unfinished batches, and how long ago the oldest was accepted. */
  backlog(): Promise<{ batches: number; oldestMs: number }>;
}

export function createProgressReader(redis: Redis): ProgressReader {
  const status = async (batchId: BatchId): Promise<Status | undefined> => {
    const fields = await redis.hgetall(keys.progress(batchId));
    if (fields["total"] === undefined) return undefined;
    return statusFrom(fields, await redis.zrank(keys.active, batchId));
  };
  const cursor = async (batchId: BatchId): Promise<ProgressCursor | undefined> => {
    const [seq, text] = await redis.hmget(keys.progress(batchId), "seq", "status");
    if (text === null) return undefined;
    return { batch_id: batchId, seq: Number(seq ?? 0), status: batchStatusSchema.parse(text) };
  };
  const ofClient = async <T>(clientId: ClientId, read: (id: BatchId) => Promise<T | undefined>): Promise<T[]> => {
    const ids = await redis.zrevrange(keys.clientBatches(clientId), 0, CLIENT_BATCHES_MAX - 1);
    return (await Promise.all(ids.map(read))).filter((each) => each !== undefined);
  };

  return {
    status,
    cursor,
    statusesOf: (clientId) => ofClient(clientId, status),
    cursorsOf: (clientId) => ofClient(clientId, cursor),
    async backlog() {
      const batches = await redis.zcard(keys.active);
      const [, oldest] = await redis.zrange(keys.active, 0, "0", "WITHSCORES");
      return { batches, oldestMs: oldest === undefined ? 0 : Date.now() - Number(oldest) };
    },
  };
}
