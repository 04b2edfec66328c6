import type { BatchId, ClientId, Verdict } from "@symphony/contract";
import { encodeWire } from "../events/wire.ts";
import { channels, keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { createScriptRunner } from "../redis/script-runner.ts";
import type { BatchProgress } from "./batch-progress.ts";
import { bitmapOf, finalFields, progressFields } from "./counter-fields.ts";
import type { CounterFields } from "./counter-fields.ts";
import { lastEventOf, retryStartEventOf } from "./batch-events.ts";
import { CLIENT_BATCHES_MAX, LIFETIME_MS } from "./lifetimes.ts";
import { createProgressReader } from "./progress-reader.ts";
import type { ProgressReader } from "./progress-reader.ts";
import { COMPLETE, COUNT, SEED } from "./scripts.ts";
import type { FinishedItem, FinishedRun, TrackedBatch } from "./tracked-batch.ts";

const FIELD: Record<Verdict, "valid" | "invalid" | "error"> = { Valid: "valid", Invalid: "invalid", Error: "error" };

export interface Counted {
  /** Whether this call counted the item, and not an earlier one. */
  counted: boolean;
  processed: number;
  total: number;
}

/** Live counters of batches: fast, shared and disposable. Lost counters are rebuilt from the store. */
export interface Progress extends ProgressReader {
  /** Creates the counters of a batch from its progress in the store, unless they exist. */
  seed(batch: TrackedBatch, progress: BatchProgress): Promise<void>;
  /** Creates them again for a new run, and publishes how many items are retried. */
  restart(batch: TrackedBatch, progress: BatchProgress): Promise<void>;
  /** Creates the counters of a finished batch after Redis lost them. Publishes nothing. */
  seedFinal(batch: TrackedBatch, final: FinishedRun): Promise<void>;
  setStatus(batchId: BatchId, status: BatchProgress["status"]): Promise<void>;
  /** Counts an item and publishes its event. @returns undefined when the counters are lost: seed, then call again */
  count(batch: TrackedBatch, item: FinishedItem): Promise<Counted | undefined>;
  /** Publishes that items of the running batch are retried. */
  retryStarted(batch: TrackedBatch, items: number): Promise<void>;
  /** @returns whether this call completed the batch, and not an earlier one */
  complete(batch: TrackedBatch, final: FinishedRun): Promise<boolean>;
  /** Marks a client as seen. @returns whether it was seen before */
  markClientSeen(clientId: ClientId): Promise<boolean>;
  /** Deletes the counters of a batch. */
  forget(batch: TrackedBatch): Promise<void>;
}

export function createProgress(redis: Redis): Progress {
  const run = createScriptRunner(redis);

  const seedFields = async (batch: TrackedBatch, bitmap: Buffer, fields: CounterFields, replace: boolean) => {
    const args = [LIFETIME_MS, bitmap, replace ? 1 : 0, ...Object.entries(fields).flat()];
    await run(SEED, hashKeys(batch.batch_id), args);
    if (batch.client_id !== null && !batch.single) await listForClient(redis, batch.client_id, batch);
  };
  const seedProgress = async (batch: TrackedBatch, progress: BatchProgress, replace: boolean) => {
    const bitmap = bitmapOf(progress.verdicts.keys(), batch.total);
    await seedFields(batch, bitmap, progressFields(batch, progress), replace);
    await redis.zadd(keys.active, Date.parse(batch.accepted_at), batch.batch_id);
  };
  const retryStarted = async (batch: TrackedBatch, items: number): Promise<void> => {
    const message = encodeWire(retryStartEventOf(batch.batch_id, items));
    for (const channel of channelsOf(batch)) await redis.publish(channel, message);
  };

  return {
    ...createProgressReader(redis),
    retryStarted,
    seed: (batch, progress) => seedProgress(batch, progress, false),
    async restart(batch, progress) {
      await seedProgress(batch, progress, true);
      await retryStarted(batch, batch.total - progress.verdicts.size);
    },
    seedFinal: (batch, final) => seedFields(batch, Buffer.alloc(0), finalFields(batch, final), false),
    async setStatus(batchId, status) {
      await redis.hset(keys.progress(batchId), "status", status);
      // The pace is measured again: the estimate must not include a pause.
      await redis.hdel(keys.progress(batchId), "first_ms", "first_processed");
    },
    async count(batch, { seq, processed_at, result }) {
      const member = batch.kind === "files" ? "current_file" : "current_url";
      const members = `"${member}":${JSON.stringify(result.Image_Path_or_URL)},"current_status":"${result.Is_Valid}"`;
      const args = [seq, FIELD[result.Is_Valid], members, processed_at, ...channelsOf(batch)];
      const reply = (await run(COUNT, hashKeys(batch.batch_id), args)) as [number, number, number] | null;
      return reply === null ? undefined : { counted: reply[0] === 1, processed: reply[1], total: reply[2] };
    },
    async complete(batch, final) {
      const to = channelsOf(batch);
      const fields = Object.entries(finalFields(batch, final)).flat();
      const args = [LIFETIME_MS, encodeWire(lastEventOf(final)), to.length, ...to, ...fields];
      const completed = await run(COMPLETE, hashKeys(batch.batch_id), args);
      await redis.zrem(keys.active, batch.batch_id);
      return completed === 1;
    },
    async markClientSeen(clientId) {
      return (await redis.set(keys.clientSeen(clientId), "1", "PX", LIFETIME_MS, "GET")) !== null;
    },
    async forget(batch) {
      await redis.del(...hashKeys(batch.batch_id));
      await redis.zrem(keys.active, batch.batch_id);
      if (batch.client_id !== null) await redis.zrem(keys.clientBatches(batch.client_id), batch.batch_id);
    },
  };
}

const hashKeys = (batchId: BatchId): string[] => [keys.progress(batchId), keys.counted(batchId)];

const channelsOf = (batch: TrackedBatch): string[] => [
  channels.batch(batch.batch_id),
  ...(batch.client_id === null ? [] : [channels.client(batch.client_id)]),
];

async function listForClient(redis: Redis, clientId: ClientId, batch: TrackedBatch): Promise<void> {
  const key = keys.clientBatches(clientId);
  await redis.zadd(key, Date.parse(batch.accepted_at), batch.batch_id);
  await redis.zremrangebyrank(key, 0, -CLIENT_BATCHES_MAX - 1);
  await redis.pexpire(key, LIFETIME_MS);
}
