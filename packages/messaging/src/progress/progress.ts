import { createHash } from "node:crypto";
import { batchStatusSchema, completeEventOf, countsFrom, countsOf, statusOf } from "@symphony/contract";
import type { BatchId, ClientId, CompleteEvent, ErrorEvent, Status, Verdict } from "@symphony/contract";
import { channels, keys } from "./keys.ts";
import { COMPLETE, COUNT, SEED } from "./progress-scripts.ts";
import type { Redis } from "./redis.ts";
import { encodeWire } from "./wire.ts";
import type { FinishedItem, FinishedRun, TrackedBatch } from "./tracked-batch.ts";

/** Counters outlive the longest time a batch may stay on disk, then go by themselves. */
const LIFETIME_MS = 5 * 24 * 3_600_000;
/** A client's newest batches that a snapshot shows. */
const CLIENT_BATCHES_MAX = 50;

const FIELD: Record<Verdict, "valid" | "invalid" | "error"> = { Valid: "valid", Invalid: "invalid", Error: "error" };

/** How a batch stands on disk. */
export interface BatchProgress {
  status: "processing" | "paused" | "cancelled";
  /** By seq, of the items that are done. */
  verdicts: ReadonlyMap<number, Verdict>;
  /** Progress events so far, those of earlier generations included. */
  events: number;
  /** When the present generation began; with the first, the batch was accepted. */
  startedAt?: string;
}

/** A batch nobody has begun yet. */
export const NOT_STARTED: BatchProgress = { status: "processing", verdicts: new Map(), events: 0 };

export interface Counted {
  /** Whether this call counted the item, and not an earlier one. */
  counted: boolean;
  processed: number;
  total: number;
}

/** As much of a status as says whether somebody missed something. */
export type ProgressCursor = Pick<Status, "batch_id" | "seq" | "status">;

/** Live counters of batches: fast, shared and disposable. Whatever is lost here is made anew from disk. */
export interface Progress {
  /** Starts the counters of a batch from how it stands on disk, unless they exist. */
  seed(manifest: TrackedBatch, batchProgress: BatchProgress): Promise<void>;
  /** Starts them anew, for another generation, and tells how many items are tried again. */
  restart(manifest: TrackedBatch, batchProgress: BatchProgress): Promise<void>;
  /** Shows that a batch was paused, goes on or is to end. */
  setStatus(batchId: BatchId, status: BatchProgress["status"]): Promise<void>;
  /** Shows a finished batch again after Redis lost it; nobody is told. */
  seedFinal(manifest: TrackedBatch, final: FinishedRun): Promise<void>;
  /** Counts a durable row and publishes its event. @returns undefined when the counters are gone: seed, then call again */
  count(manifest: TrackedBatch, record: FinishedItem): Promise<Counted | undefined>;
  /** @returns whether this call was the one that completed the batch */
  complete(manifest: TrackedBatch, final: FinishedRun): Promise<boolean>;
  retryStarted(manifest: TrackedBatch, items: number): Promise<void>;
  status(batchId: BatchId): Promise<Status | undefined>;
  /** The client's newest batches, newest first. */
  statusesOf(clientId: ClientId): Promise<Status[]>;
  /** How far a batch is, for whoever asks about thousands. */
  cursor(batchId: BatchId): Promise<ProgressCursor | undefined>;
  /** How far the client's newest batches are. */
  cursorsOf(clientId: ClientId): Promise<ProgressCursor[]>;
  /** Notes that a client came. @returns whether it had come before */
  markClientSeen(clientId: ClientId): Promise<boolean>;
  forget(manifest: TrackedBatch): Promise<void>;
  /** Unfinished batches, and how long ago the oldest was accepted. */
  backlog(): Promise<{ batches: number; oldestMs: number }>;
}

export function createProgress(redis: Redis): Progress {
  const run = createScriptRunner(redis);
  const hashKeys = (batchId: BatchId): string[] => [keys.progress(batchId), keys.counted(batchId)];
  const topic = (manifest: TrackedBatch): string[] => [
    channels.batch(manifest.batch_id),
    ...(manifest.client_id === null ? [] : [channels.client(manifest.client_id)]),
  ];

  const seedFields = async (manifest: TrackedBatch, bitmap: Buffer, fields: Fields, anew = false): Promise<void> => {
    await run(SEED, hashKeys(manifest.batch_id), [
      LIFETIME_MS,
      bitmap,
      anew ? 1 : 0,
      ...Object.entries({ ...identity(manifest), ...fields }).flat(),
    ]);
    if (manifest.client_id !== null && !manifest.single) await listForClient(redis, manifest.client_id, manifest);
  };

  const seedProgress = async (manifest: TrackedBatch, batchProgress: BatchProgress, anew: boolean): Promise<void> => {
    const { valid, invalid, error } = countsFrom(manifest, batchProgress.verdicts);
    const fields = {
      valid,
      invalid,
      error,
      seq: batchProgress.events,
      status: batchProgress.status,
      started_at: batchProgress.startedAt ?? manifest.accepted_at,
    };
    await seedFields(manifest, bitmapOf(batchProgress.verdicts.keys(), manifest.total), fields, anew);
    await redis.zadd(keys.active, Date.parse(manifest.accepted_at), manifest.batch_id);
  };

  const tell = async (manifest: TrackedBatch, message: string): Promise<void> => {
    for (const channel of topic(manifest)) await redis.publish(channel, message);
  };
  const retryStarted = (manifest: TrackedBatch, items: number): Promise<void> =>
    tell(
      manifest,
      encodeWire({
        event: "retry_start",
        batch_id: manifest.batch_id,
        retry_total: items,
        timestamp: new Date().toISOString(),
      }),
    );

  const status = async (batchId: BatchId): Promise<Status | undefined> => {
    const fields = await redis.hgetall(keys.progress(batchId));
    if (fields["total"] === undefined) return undefined;
    return statusFrom(fields, await redis.zrank(keys.active, batchId));
  };

  const newestOf = (clientId: ClientId): Promise<BatchId[]> =>
    redis.zrevrange(keys.clientBatches(clientId), 0, CLIENT_BATCHES_MAX - 1);

  const cursor = async (batchId: BatchId): Promise<ProgressCursor | undefined> => {
    const [seq, batchProgress] = await redis.hmget(keys.progress(batchId), "seq", "status");
    return batchProgress === null
      ? undefined
      : { batch_id: batchId, seq: Number(seq ?? 0), status: batchStatusSchema.parse(batchProgress) };
  };

  return {
    status,
    cursor,
    retryStarted,
    seed: (manifest, batchProgress) => seedProgress(manifest, batchProgress, false),
    async restart(manifest, batchProgress) {
      await seedProgress(manifest, batchProgress, true);
      await retryStarted(manifest, manifest.total - batchProgress.verdicts.size);
    },
    async setStatus(batchId, shown) {
      await redis.hset(keys.progress(batchId), "status", shown);
      // A pause is no part of the pace.
      await redis.hdel(keys.progress(batchId), "first_ms", "first_processed");
    },
    async seedFinal(manifest, final) {
      await seedFields(manifest, Buffer.alloc(0), finalFields(manifest, final));
    },
    async count(manifest, record) {
      const { result } = record;
      const member = manifest.kind === "files" ? "current_file" : "current_url";
      const members = `"${member}":${JSON.stringify(result.Image_Path_or_URL)},"current_status":"${result.Is_Valid}"`;
      const args = [record.seq, FIELD[result.Is_Valid], members, record.processed_at, ...topic(manifest)];
      const answer = (await run(COUNT, hashKeys(manifest.batch_id), args)) as [number, number, number] | null;
      return answer === null ? undefined : { counted: answer[0] === 1, processed: answer[1], total: answer[2] };
    },
    async complete(manifest, final) {
      const listeners = topic(manifest);
      const message = encodeWire(endEventOf(final));
      const fields = Object.entries({ ...identity(manifest), ...finalFields(manifest, final) }).flat();
      const won = await run(COMPLETE, hashKeys(manifest.batch_id), [
        LIFETIME_MS,
        message,
        listeners.length,
        ...listeners,
        ...fields,
      ]);
      await redis.zrem(keys.active, manifest.batch_id);
      return won === 1;
    },
    async statusesOf(clientId) {
      return (await Promise.all((await newestOf(clientId)).map(status))).filter((each) => each !== undefined);
    },
    async cursorsOf(clientId) {
      return (await Promise.all((await newestOf(clientId)).map(cursor))).filter((each) => each !== undefined);
    },
    async markClientSeen(clientId) {
      return (await redis.set(keys.clientSeen(clientId), "1", "PX", LIFETIME_MS, "GET")) !== null;
    },
    async backlog() {
      const [batches, [, oldest]] = [
        await redis.zcard(keys.active),
        await redis.zrange(keys.active, 0, "0", "WITHSCORES"),
      ];
      return { batches, oldestMs: oldest === undefined ? 0 : Date.now() - Number(oldest) };
    },
    async forget(manifest) {
      await redis.del(...hashKeys(manifest.batch_id));
      await redis.zrem(keys.active, manifest.batch_id);
      if (manifest.client_id !== null) await redis.zrem(keys.clientBatches(manifest.client_id), manifest.batch_id);
    },
  };
}

type Fields = Record<string, string | number>;

/** A cancelled batch has no completion to tell; its followers hear that it ended all the same. */
function endEventOf(final: FinishedRun): CompleteEvent | ErrorEvent {
  if (final.status === "completed") return completeEventOf(final);
  return { event: "error", batch_id: final.batch_id, error: "The batch was cancelled.", timestamp: final.completed_at };
}

const identity = (manifest: TrackedBatch): Fields => ({
  batch_id: manifest.batch_id,
  total: manifest.total,
  created_at: manifest.created_at,
});

const finalFields = (manifest: TrackedBatch, final: FinishedRun): Fields => ({
  valid: final.counts.valid,
  invalid: final.counts.invalid,
  error: final.counts.error,
  seq: final.events,
  status: final.status,
  started_at: final.started_at ?? manifest.accepted_at,
  completed_at: final.completed_at,
});

/** Redis' own bit order: item 0 is the highest bit of the first byte. */
function bitmapOf(seqs: Iterable<number>, total: number): Buffer {
  const bitmap = Buffer.alloc(Math.ceil(total / 8));
  for (const seq of seqs) bitmap[seq >> 3] = (bitmap[seq >> 3] ?? 0) | (0x80 >> (seq & 7));
  return bitmap;
}

async function listForClient(redis: Redis, clientId: ClientId, manifest: TrackedBatch): Promise<void> {
  const key = keys.clientBatches(clientId);
  await redis.zadd(key, Date.parse(manifest.accepted_at), manifest.batch_id);
  await redis.zremrangebyrank(key, 0, -CLIENT_BATCHES_MAX - 1);
  await redis.pexpire(key, LIFETIME_MS);
}

function statusFrom(fields: Record<string, string>, rank: number | null): Status {
  const number = (name: string): number => Number(fields[name] ?? 0);
  const counts = countsOf({
    total: number("total"),
    valid: number("valid"),
    invalid: number("invalid"),
    error: number("error"),
  });
  const status = batchStatusSchema.parse(fields["status"]);
  const running = status === "processing";
  const ended = fields["completed_at"] !== undefined;
  return statusOf({
    batch_id: fields["batch_id"] ?? "",
    status,
    counts,
    created_at: fields["created_at"] ?? "",
    started_at: fields["started_at"] ?? null,
    completed_at: fields["completed_at"] ?? null,
    eta_seconds: running
      ? etaSeconds(
          counts.processed - Number(fields["first_processed"] ?? counts.processed),
          counts.pending,
          number("last_ms") - number("first_ms"),
        )
      : ended
        ? 0
        : null,
    queue_position: running ? (rank ?? 0) : null,
    seq: number("seq"),
  });
}

/** Time left at the pace of the items after the first; null until there is one. */
function etaSeconds(items: number, pending: number, tookMs: number): number | null {
  return items < 1 ? null : Math.ceil(((tookMs / items) * pending) / 1000);
}

/** Runs a script by its digest and sends the text only when Redis does not know it (yet, or any more). */
function createScriptRunner(redis: Redis) {
  const digests = new Map<string, string>();
  return async (script: string, scriptKeys: string[], args: Array<string | number | Buffer>): Promise<unknown> => {
    const digest = digests.get(script) ?? createHash("sha1").update(script).digest("hex");
    digests.set(script, digest);
    try {
      return await redis.evalsha(digest, scriptKeys.length, ...scriptKeys, ...args);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return redis.eval(script, scriptKeys.length, ...scriptKeys, ...args);
    }
  };
}
