import { randomBytes } from "node:crypto";
import type { BatchId } from "@symphony/contract";
import { createExpiringMarks } from "../expiring-marks.ts";
import type { TrackedBatch } from "../progress/tracked-batch.ts";
import type { Redis } from "../redis/redis.ts";
import { createBacklog, QUEUED_CHUNKS_MAX } from "./backlog.ts";
import { backoffFrom, openQueue } from "./bullmq.ts";
import type { JobsOptions, Queue } from "./bullmq.ts";
import { allItems, chunksOf, partsOf } from "./chunks.ts";
import { releaseDelayedJobs } from "./delayed-jobs.ts";
import { chunkJobId, encodeChunkJob } from "./jobs.ts";
import type {
  ChunkJob,
  ChunkJobData,
  EmailJob,
  EstimateJob,
  FinishJob,
  MaintenanceJob,
  WebhookJob,
  WriteBackJob,
} from "./jobs.ts";
import { openLanes } from "./lanes.ts";
import type { Lanes } from "./lanes.ts";
import { statsOf } from "./stats.ts";
import type { QueueStats } from "./stats.ts";
import { priorityAt, readVirtualTime, startPart } from "./virtual-time.ts";

/** Jobs sent to Redis in one call. */
const ADD_BULK_MAX = 500;
/** Attempts of a mail: some 8 minutes with pauses of 1, 2, 4, … s. After that, recovery adds a new job. */
const EMAIL_ATTEMPTS = 10;

/** Attempts to write to a bucket: some 20 minutes with pauses of 10, 20, 40, … s. After that, recovery adds a new job. */
const WRITE_BACK: Tries = { attempts: 8, firstPauseMs: 10_000 };

/** Maintenance that waits for a worker. Another task of the same kind would do no more than these. */
const MAINTENANCE_WAITING_MAX = 10;

/** Attempts of a job; the pause between them doubles. */
export interface Tries {
  attempts: number;
  firstPauseMs: number;
}

/** Adds jobs. Adding a job that is in its queue already changes nothing. */
export interface Queues {
  /**
   * Adds the items of a batch as chunks (default: all items of its first run). Batches take turns. Only the first
   * `QUEUED_CHUNKS_MAX` chunks are queued; the others follow with `addFollowing`.
   */
  addItems(batch: TrackedBatch, seqs?: readonly number[], run?: number): Promise<void>;
  /** Moves a chunk on to the queue of its kind. */
  moveChunk: Lanes["move"];
  /**
   * After a chunk has ended: adds the chunks that follow, from time to time.
   *
   * @param pending items without a result from one item up to another
   */
  addFollowing(
    batch: TrackedBatch,
    run: number,
    pending: (from: number, to: number) => Promise<readonly number[]>,
  ): Promise<void>;
  addFinish(batchId: BatchId): Promise<void>;
  addEmail(batchId: BatchId): Promise<void>;
  addWebhook(batchId: BatchId, run: number, tries: Tries): Promise<void>;
  addWriteBack(batchId: BatchId): Promise<void>;
  addEstimate(brand: EstimateJob): Promise<void>;
  addMaintenance(task: MaintenanceJob["task"]): Promise<void>;
  /**
   * Adds a maintenance task, unless one of the processes that share this Redis has done so within this time. The clock
   * of Redis counts: the clocks of hosts differ, and jump.
   */
  addMaintenanceEvery(task: MaintenanceJob["task"], everyMs: number): Promise<void>;
  /** Removes the schedules that earlier versions left in Redis. */
  removeSchedules(): Promise<void>;
  /** Releases delayed jobs that wait because the clocks of two machines differ. */
  releaseDelayed(): Promise<void>;
  stats(): Promise<QueueStats[]>;
  /** All queues, for the dashboard. */
  all: readonly Queue[];
  close(): Promise<void>;
}

/** @param tracing whether jobs continue the trace in which they are added */
export function openQueues(redis: Redis, tracing = false): Queues {
  const chunks = openQueue<ChunkJobData>("chunks", redis, tracing);
  const finishing = openQueue<FinishJob>("finishing", redis, tracing);
  const email = openQueue<EmailJob>("email", redis, tracing);
  const webhooks = openQueue<WebhookJob>("webhooks", redis, tracing);
  const writeBacks = openQueue<WriteBackJob>("write-backs", redis, tracing);
  const estimates = openQueue<EstimateJob>("estimates", redis, tracing);
  const maintenance = openQueue<MaintenanceJob>("maintenance", redis, tracing);
  const lanes = openLanes(redis, tracing);
  const all: readonly Queue[] = [chunks, finishing, email, webhooks, writeBacks, estimates, maintenance, ...lanes.all];

  const added = createExpiringMarks(redis, "maintenance");
  const backlog = createBacklog(redis);
  const addJobs = async (jobs: ReturnType<typeof chunkJobs>, mayHaveEnded: boolean): Promise<void> => {
    if (mayHaveEnded)
      await removeEnded(
        chunks,
        jobs.map(({ opts }) => opts.jobId),
      );
    for (let from = 0; from < jobs.length; from += ADD_BULK_MAX)
      await chunks.addBulk(jobs.slice(from, from + ADD_BULK_MAX));
  };

  const startOf = async ({ part_of }: TrackedBatch, count: number, isNew: boolean): Promise<number> => {
    const now = await readVirtualTime(redis, chunks);
    return part_of === undefined || !isNew ? now : startPart(redis, part_of, count);
  };

  return {
    all,
    async addItems(batch, seqs, run = 0) {
      const all = [...chunksOf(batch, seqs ?? allItems(batch))];
      const start = batch.single ? undefined : await startOf(batch, all.length, seqs === undefined);
      const following = all[QUEUED_CHUNKS_MAX]?.[0];
      const next = following === undefined ? undefined : following * batch.chunk_size;
      // First, so that no chunk ends before it is known what follows.
      if (!batch.single) await backlog.set(batch, run, next, start ?? 0);
      const jobs = chunkJobs(batch, all.slice(0, QUEUED_CHUNKS_MAX), run, start);
      // A new batch has no ended jobs; items that are added again may have some.
      await addJobs(jobs, seqs !== undefined);
    },
    async addFollowing(batch, run, pending) {
      let part = await backlog.claim(batch, run);
      while (part !== undefined) {
        const seqs = await pending(part.from, part.to);
        const jobs = chunkJobs(batch, [...chunksOf(batch, seqs)], run, part.start, part.nth);
        await addJobs(jobs, true);
        if (jobs.length > 0) return;
        part = await backlog.claim(batch, run, true);
      }
    },
    moveChunk: lanes.move,
    async addFinish(batchId) {
      const jobId = `finish-${batchId}`;
      await removeEnded(finishing, [jobId]);
      await finishing.add("finish", { batchId }, { jobId });
    },
    async addEmail(batchId) {
      await email.add("email", { batchId }, { ...onceAtATime(`email-${batchId}`), attempts: EMAIL_ATTEMPTS });
    },
    async addWebhook(batchId, run, { attempts, firstPauseMs }) {
      const options = { ...onceAtATime(`webhook-${batchId}-${run}`), attempts, backoff: backoffFrom(firstPauseMs) };
      await webhooks.add("webhook", { batchId }, options);
    },
    async addWriteBack(batchId) {
      const { attempts, firstPauseMs } = WRITE_BACK;
      const options = { ...onceAtATime(`write-back-${batchId}`), attempts, backoff: backoffFrom(firstPauseMs) };
      await writeBacks.add("write-back", { batchId }, options);
    },
    async addEstimate({ name, version }) {
      // Ids of jobs have a form of their own, names of brands too.
      const id = `estimate-${Buffer.from(name).toString("base64url")}-${version}`;
      await estimates.add("estimate", { name, version }, { ...onceAtATime(id), attempts: 1 });
    },
    async addMaintenance(task) {
      await maintenance.add(task, { task }, { ...onceAtATime(`now-${task}`), attempts: 1 });
    },
    async addMaintenanceEvery(task, everyMs) {
      if (!(await added.set(task, everyMs))) return;
      // Beside one that runs, which may hang on a share that hangs on its host alone.
      if ((await maintenance.getWaitingCount()) < MAINTENANCE_WAITING_MAX)
        await maintenance.add(task, { task }, { attempts: 1 });
    },
    async removeSchedules() {
      for (const { key } of await maintenance.getJobSchedulers()) await maintenance.removeJobScheduler(key);
    },
    async releaseDelayed() {
      for (const queue of all) await releaseDelayedJobs(redis, queue);
    },
    stats: () => Promise.all(all.map(statsOf)),
    async close() {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

/**
 * @param start virtual time at which the batch starts; undefined: before everything else
 * @param before chunks of the batch that were queued earlier
 */
function chunkJobs(
  batch: TrackedBatch,
  chunks: ReadonlyArray<[chunk: number, itemIds: number[]]>,
  run: number,
  start: number | undefined,
  before = 0,
) {
  return chunks.flatMap(([chunk, itemIds], nth) =>
    // All parts of a chunk have the priority of the chunk.
    partsOf(batch, chunk, itemIds).map((part) =>
      chunkJob(
        { batchId: batch.batch_id, chunk, run, ...part },
        // BullMQ serves jobs without a priority first. Somebody waits for a single check.
        start === undefined ? {} : { priority: priorityAt(start, before + nth) },
      ),
    ),
  );
}

function chunkJob(job: ChunkJob, priority: { priority?: number }) {
  return { name: "chunk", data: encodeChunkJob(job), opts: { jobId: chunkJobId(job), ...priority } };
}

/**
 * Removes ended jobs with these ids. BullMQ silently ignores a job whose id exists, and ended ones are kept for the
 * dashboard. Each id is looked up: the cost does not depend on how many are kept.
 */
async function removeEnded(queue: Queue, ids: readonly string[]): Promise<void> {
  await Promise.all(
    ids.map(async (id) => {
      const state = await queue.getJobState(id);
      if (state === "completed" || state === "failed") await queue.remove(id);
    }),
  );
}

/** Options that ignore a job while another one of this name waits or runs. Later ones get an id of their own. */
function onceAtATime(name: string): Pick<JobsOptions, "jobId" | "deduplication"> {
  return { jobId: `${name}.${randomBytes(4).toString("hex")}`, deduplication: { id: name } };
}
