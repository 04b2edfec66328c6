import type { BatchId, ClientId, ReviewEvent, StatusEvent, Verdict } from "@symphony/contract";
import { encodeWire } from "../events/wire.ts";
import { channels, keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";
import { createScriptRunner } from "../redis/script-runner.ts";
import type { BatchProgress } from "./batch-progress.ts";
import { bitmapOf, finalFields, progressFields } from "./counter-fields.ts";
import type { CounterFields } from "./counter-fields.ts";
import { lastEventOf, retryStartEventOf, statusEventOf } from "./batch-events.ts";
import { CLIENT_BATCHES_MAX, CLIENT_ENDS_MAX, LIFETIME_MS } from "./lifetimes.ts";
import { createProgressReader } from "./progress-reader.ts";
import type { ProgressReader } from "./progress-reader.ts";
import { COMPLETE, COUNT, SEED, SET_STATUS } from "./scripts.ts";
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
  /** Creates the counters of a batch from its progress in the store, unless they exist. @param run default: the first */
  seed(batch: TrackedBatch, progress: BatchProgress, run?: number): Promise<void>;
  /**
   * Creates them again for a new run, and publishes that it started and how many items are retried: unless another
   * caller did.
   *
   * @param completedAt when the counters were completed that are to be replaced even if they are those of this run
   */
  restart(batch: TrackedBatch, progress: BatchProgress, run: number, completedAt?: string | null): Promise<void>;
  /** Creates the counters of a finished batch after Redis lost them. Publishes nothing. */
  seedFinal(batch: TrackedBatch, final: FinishedRun, run: number): Promise<void>;
  /** Sets what was asked of an unfinished batch, and publishes it. */
  setStatus(batch: TrackedBatch, status: BatchProgress["status"], run: number): Promise<void>;
  /** Counts an item and publishes its event. @returns undefined when the counters are lost: seed, then call again */
  count(batch: TrackedBatch, item: FinishedItem): Promise<Counted | undefined>;
  /** Publishes that items of the running batch are retried. */
  retryStarted(batch: TrackedBatch, items: number): Promise<void>;
  /** Publishes that somebody decided about an item. */
  reviewed(batch: TrackedBatch, event: ReviewEvent): Promise<void>;
  /** Publishes that people changed what is known of a batch; its status stays as it is. */
  edited(batch: TrackedBatch, status: StatusEvent["status"], run: number): Promise<void>;
  /**
   * Completes the counters, unless they belong to a newer run already.
   *
   * @param run that ended as `final` says
   * @returns whether this call completed the batch, and not an earlier one
   */
  complete(batch: TrackedBatch, final: FinishedRun, run: number): Promise<boolean>;
  /** Marks a client as seen. @returns whether it was seen before */
  markClientSeen(clientId: ClientId): Promise<boolean>;
  /**
   * Notes that a client was sent the end of a batch, for its later sockets.
   *
   * @returns whether none of its sockets was sent it before
   */
  markEndSent(clientId: ClientId, batchId: BatchId, completedAt: string): Promise<boolean>;
  /** Deletes the counters of a batch that is removed, and publishes that. */
  forget(batch: TrackedBatch): Promise<void>;
}

export function createProgress(redis: Redis): Progress {
  const run = createScriptRunner(redis);

  const seedFields = async (batch: TrackedBatch, bitmap: Buffer, fields: CounterFields, over: Replaced = {}) => {
    const args = [LIFETIME_MS, bitmap, over.run ?? "", over.completedAt ?? "", ...Object.entries(fields).flat()];
    const isNew = (await run(SEED, hashKeys(batch.batch_id), args)) === 1;
    if (batch.client_id !== null && !batch.single) await listForClient(redis, batch.client_id, batch);
    return isNew;
  };
  const seedProgress = async (batch: TrackedBatch, progress: BatchProgress, number: number, over?: Replaced) => {
    const bitmap = bitmapOf(progress.verdicts.keys(), batch.total);
    const isNew = await seedFields(batch, bitmap, progressFields(batch, progress, number), over);
    await redis.zadd(keys.active, Date.parse(batch.accepted_at), batch.batch_id);
    return isNew;
  };
  const publish = async (batch: TrackedBatch, event: Parameters<typeof encodeWire>[0]): Promise<void> => {
    const message = encodeWire(event);
    for (const channel of channelsOf(batch)) await redis.publish(channel, message);
  };
  const retryStarted = (batch: TrackedBatch, items: number): Promise<void> =>
    publish(batch, retryStartEventOf(batch.batch_id, items));
  const setStatus = async (batch: TrackedBatch, status: BatchProgress["status"], number: number): Promise<void> => {
    const message = encodeWire(statusEventOf(batch.batch_id, status, number));
    await run(SET_STATUS, [keys.progress(batch.batch_id)], [status, number, message, ...channelsOf(batch)]);
  };

  return {
    ...createProgressReader(redis),
    retryStarted,
    reviewed: publish,
    edited: (batch, status, number) => publish(batch, statusEventOf(batch.batch_id, status, number)),
    async seed(batch, progress, number = 0) {
      await seedProgress(batch, progress, number);
    },
    async restart(batch, progress, number, completedAt) {
      if (!(await seedProgress(batch, progress, number, { run: number, completedAt }))) return;
      await retryStarted(batch, batch.total - progress.verdicts.size);
      await setStatus(batch, progress.status, number);
    },
    async seedFinal(batch, final, number) {
      await seedFields(batch, Buffer.alloc(0), { ...finalFields(batch, final), run: number });
    },
    setStatus,
    async count(batch, { seq, processed_at, result }) {
      const member = batch.kind === "files" ? "current_file" : "current_url";
      const members = `"${member}":${JSON.stringify(result.Image_Path_or_URL)},"current_status":"${result.Is_Valid}"`;
      const args = [seq, FIELD[result.Is_Valid], members, processed_at, ...channelsOf(batch)];
      const reply = (await run(COUNT, hashKeys(batch.batch_id), args)) as [number, number, number] | null;
      return reply === null ? undefined : { counted: reply[0] === 1, processed: reply[1], total: reply[2] };
    },
    async complete(batch, final, number) {
      const to = channelsOf(batch);
      const fields = Object.entries(finalFields(batch, final)).flat();
      const args = [LIFETIME_MS, number, encodeWire(lastEventOf(final)), to.length, ...to, ...fields];
      const completed = await run(COMPLETE, hashKeys(batch.batch_id), args);
      // A newer run is unfinished.
      if (completed !== -1) await redis.zrem(keys.active, batch.batch_id);
      return completed === 1;
    },
    async markClientSeen(clientId) {
      return (await redis.set(keys.clientSeen(clientId), "1", "PX", LIFETIME_MS, "GET")) !== null;
    },
    async markEndSent(clientId, batchId, completedAt) {
      const key = keys.clientEnds(clientId);
      const time = Date.parse(completedAt) || 0;
      const isNew = (await redis.zadd(key, time, `${batchId} ${completedAt}`)) === 1;
      await redis.zremrangebyrank(key, 0, -CLIENT_ENDS_MAX - 1);
      await redis.pexpire(key, LIFETIME_MS);
      return isNew;
    },
    async forget(batch) {
      const number = await redis.hget(keys.progress(batch.batch_id), "run");
      await redis.del(...hashKeys(batch.batch_id));
      await redis.zrem(keys.active, batch.batch_id);
      if (batch.client_id !== null) await redis.zrem(keys.clientBatches(batch.client_id), batch.batch_id);
      await publish(batch, statusEventOf(batch.batch_id, "deleted", Number(number ?? 0)));
    },
  };
}

/** Counters that are replaced: of an earlier run, or completed at this moment. */
interface Replaced {
  run?: number;
  completedAt?: string | null | undefined;
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
