import { allItems, chunksOf, partsOf } from "./chunks.ts";
import {
  chunkJobSchema,
  emailJobSchema,
  encodeChunkJob,
  finishJobSchema,
  maintenanceJobSchema,
  webhookJobSchema,
} from "./jobs.ts";
import type { ChunkJob, ChunkJobData, EmailJob, FinishJob, MaintenanceJob, WebhookJob } from "./jobs.ts";
import { randomBytes } from "node:crypto";
import { Queue, WaitingError, Worker } from "bullmq";
import type { Job, JobsOptions } from "bullmq";
export type { Queue } from "bullmq";
import { BullMQOtel } from "bullmq-otel";
import type { BatchId } from "@symphony/contract";
import { keys } from "./keys.ts";
import type { Redis } from "./redis.ts";
import type { TrackedBatch } from "./tracked-batch.ts";

/** Tries of a chunk before its job gives up; the first pause, in ms, doubles with each (1, 2, 4, 8 s). */
export const CHUNK_ATTEMPTS = 5;
const BACKOFF_FIRST_MS = 1_000;
/** Jobs sent to Redis in one go. */
const ADD_BULK_MAX = 500;
/** BullMQ's largest priority number, the last to be served. */
const PRIORITY_MAX = 2_097_152;

/**
 * A worker's lock on a job and how often stalled jobs are looked for. A killed worker's chunk runs again
 * within lock + two looks = 10 s. Nothing blocks a worker's event loop for longer than some 10 ms.
 */
const LOCK_MS = 4_000;
const STALLED_LOOK_MS = 3_000;
/** Deaths of workers a job outlives. Chunks are innocent: an image that kills dies alone, in a child process. */
const STALLED_MAX = 20;

/** Tries of a mail: with pauses of 1, 2, 4, … s some 8 minutes; then recovery has it tried again. */
const EMAIL_ATTEMPTS = 10;
/** Ended jobs kept in each queue for people to look at: 200 well, 200 badly. */
const HISTORY_JOBS = 200;

const JOB_DEFAULTS: JobsOptions = {
  removeOnComplete: { count: HISTORY_JOBS },
  removeOnFail: { count: HISTORY_JOBS },
  attempts: CHUNK_ATTEMPTS,
  backoff: { type: "exponential", delay: BACKOFF_FIRST_MS, jitter: 0.2 },
};

/** States of jobs that are still to end. */
const OPEN_STATES = ["waiting", "prioritized", "delayed", "active"] as const;

export interface QueueStats {
  queue: string;
  /** Jobs by state. */
  counts: Record<string, number>;
  /** Since the job that is next, or is in hand longest, was added; 0 when there is none. */
  oldestMs: number;
}

/** Where producers put work. Adding a job that is there already is harmless. */
export interface Queues {
  /**
   * Enqueues items of a batch (default: all of its first generation) in chunks, behind what other batches
   * have begun and between what they have left.
   */
  addItems(manifest: TrackedBatch, seqs?: readonly number[], run?: number): Promise<void>;
  addFinish(batchId: BatchId): Promise<void>;
  addEmail(batchId: BatchId): Promise<void>;
  addWebhook(batchId: BatchId, run: number, tries: Tries): Promise<void>;
  addMaintenance(task: MaintenanceJob["task"]): Promise<void>;
  /** Has maintenance done again and again, once for all workers. */
  scheduleMaintenance(task: MaintenanceJob["task"], everyMs: number): Promise<void>;
  /** What waits in each queue, and for how long. */
  stats(): Promise<QueueStats[]>;
  /** All queues, for a dashboard to show. */
  all: readonly Queue[];
  close(): Promise<void>;
}

/** How often something is tried; the first pause doubles with each. */
export interface Tries {
  attempts: number;
  firstPauseMs: number;
}

/** @param tracing whether jobs carry on the trace they were added in */
export function openQueues(redis: Redis, tracing = false): Queues {
  const options = {
    connection: redis,
    prefix: keys.queuePrefix,
    defaultJobOptions: JOB_DEFAULTS,
    ...telemetryIf(tracing),
  };
  const chunkQueue = new Queue<ChunkJobData>("chunks", options);
  const finishQueue = new Queue<FinishJob>("finishing", options);
  const emailQueue = new Queue<EmailJob>("email", options);
  const webhookQueue = new Queue<WebhookJob>("webhooks", options);
  const maintenanceQueue = new Queue<MaintenanceJob>("maintenance", options);
  const all: readonly Queue[] = [chunkQueue, finishQueue, emailQueue, webhookQueue, maintenanceQueue];
  // The connection's own listener reports errors; without one here each would end the process.
  for (const queue of all) queue.on("error", () => undefined);

  return {
    all,
    async addItems(manifest, seqs, run = 0) {
      const start = manifest.single ? undefined : await virtualTime(redis, chunkQueue);
      // The parts of a chunk count as one where batches take turns.
      const jobs = [...chunksOf(manifest, seqs ?? allItems(manifest))].flatMap(([chunk, itemIds], i) =>
        partsOf(manifest, chunk, itemIds).map((part) =>
          chunkJob(
            { batchId: manifest.batch_id, chunk, run, ...part },
            start === undefined ? undefined : start + i + 1,
          ),
        ),
      );
      // A new batch has no past; whatever is added again may have one.
      if (seqs !== undefined) await removeEnded(chunkQueue, new Set(jobs.map(({ opts }) => opts.jobId)));
      for (let from = 0; from < jobs.length; from += ADD_BULK_MAX)
        await chunkQueue.addBulk(jobs.slice(from, from + ADD_BULK_MAX));
    },
    async addFinish(batchId) {
      const jobId = `finish-${batchId}`;
      await removeEnded(finishQueue, new Set([jobId]));
      await finishQueue.add("finish", { batchId }, { jobId });
    },
    async addEmail(batchId) {
      await emailQueue.add("email", { batchId }, { ...onceAtATime(`email-${batchId}`), attempts: EMAIL_ATTEMPTS });
    },
    async addWebhook(batchId, run, { attempts, firstPauseMs }) {
      const backoff = { type: "exponential", delay: firstPauseMs, jitter: 0.2 };
      await webhookQueue.add(
        "webhook",
        { batchId },
        { ...onceAtATime(`webhook-${batchId}-${run}`), attempts, backoff },
      );
    },
    async addMaintenance(task) {
      await maintenanceQueue.add(task, { task }, { ...onceAtATime(`now-${task}`), attempts: 1 });
    },
    async scheduleMaintenance(task, everyMs) {
      await maintenanceQueue.upsertJobScheduler(
        task,
        { every: everyMs },
        { name: task, data: { task }, opts: { attempts: 1 } },
      );
    },
    stats: () => Promise.all(all.map(statsOf)),
    async close() {
      await Promise.all(all.map((queue) => queue.close()));
    },
  };
}

async function statsOf(queue: Queue): Promise<QueueStats> {
  const counts = await queue.getJobCounts(...OPEN_STATES, "failed");
  const first = await Promise.all(
    OPEN_STATES.filter((state) => (counts[state] ?? 0) > 0).map((state) => queue.getJobs([state], 0, 0, true)),
  );
  // Runs of a schedule wait for their hour and are not late.
  const times = first
    .flat()
    .filter((job) => job !== undefined && job.repeatJobKey === undefined)
    .map((job) => job.timestamp);
  return { queue: queue.name, counts, oldestMs: times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)) };
}

/**
 * Takes away jobs of these ids that ended and are kept for people to look at, or stayed by whoever's doing:
 * BullMQ would take adding them again for a duplicate, silently. Few are kept, so one look at all is enough.
 */
async function removeEnded(queue: Queue, ids: ReadonlySet<string>): Promise<void> {
  const ended = await queue.getJobs(["completed", "failed"]);
  await Promise.all(ended.filter((job) => job?.id !== undefined && ids.has(job.id)).map((job) => job.remove()));
}

/** Adding work of this name while it waits or runs is a no-op; each time it runs it is a job of its own. */
function onceAtATime(name: string): Pick<JobsOptions, "jobId" | "deduplication"> {
  return { jobId: `${name}.${randomBytes(4).toString("hex")}`, deduplication: { id: name } };
}

function chunkJob(data: ChunkJob, priority: number | undefined) {
  const jobId = `${data.batchId}-${data.run === 0 ? "" : `r${data.run}-`}${data.chunk}${data.part === undefined ? "" : `-${data.part}`}`;
  // Without a priority a job goes before all that have one: somebody waits for a single image.
  return {
    name: "chunk",
    data: encodeChunkJob(data),
    opts: { jobId, ...(priority === undefined ? {} : { priority: Math.min(priority, PRIORITY_MAX) }) },
  };
}

/**
 * Start-time fair queueing (Goyal, Vin, Cheng 1996) with chunks as packets and priorities as tags: a new
 * batch starts at the tag being served, so its chunks and the rest of a huge one take turns. With nothing
 * left to do the clock goes back to zero and the tags never run out.
 */
async function virtualTime(redis: Redis, chunkQueue: Queue<ChunkJobData>): Promise<number> {
  const counts = await chunkQueue.getJobCounts("waiting", "prioritized", "active", "delayed");
  const idle = Object.values(counts).every((count) => count === 0);
  if (idle) await redis.del(keys.virtualTime);
  return idle ? 0 : Number((await redis.get(keys.virtualTime)) ?? 0);
}

/** What became of a job: done, or to be given back untouched for another worker to take. */
export type Outcome = "done" | "give-back";

/** Throwing from a handler has the job tried again after a pause. */
export type Handler<T> = (data: T) => Promise<Outcome>;

export interface QueueWorker {
  /** Takes no more jobs and waits for those in hand; puts no limit on that wait. */
  close(): Promise<void>;
}

export interface QueueWorkerOptions {
  /** Jobs in hand at once. */
  concurrency: number;
  onError(error: Error): void;
  /** Whether to trace jobs as parts of what had them added. */
  tracing?: boolean;
}

/** @param onEnding to be called when the last image of the chunk is begun, or again later: then the next chunk may be taken */
export type ChunkHandler = (data: ChunkJob, onEnding: () => void) => Promise<Outcome>;

/**
 * Takes one chunk after another, and the next a little before the end of the one in hand: otherwise the models
 * would wait at each change, for the last row to become durable and the first image to be read.
 */
export function openChunkWorker(
  redis: Redis,
  handle: ChunkHandler,
  options: Omit<QueueWorkerOptions, "concurrency">,
): QueueWorker {
  const ending = new Set<Job>();
  const admit = (): void => {
    worker.concurrency = ending.size > 0 ? 2 : 1;
  };
  const { worker, close } = openWorker<ChunkJobData>(
    "chunks",
    redis,
    { ...options, concurrency: 1 },
    async (job, token) => {
      if (job.opts.priority) await redis.set(keys.virtualTime, job.opts.priority);
      const onEnding = (): void => {
        if (ending.has(job)) return;
        ending.add(job);
        admit();
        // A worker looks for more only when a job ends; one that resumes looks at once. Nothing happens in between.
        void worker.pause(true).catch(options.onError);
        void worker.resume();
      };
      try {
        if ((await handle(chunkJobSchema.parse(job.data), onEnding)) === "done") return;
      } finally {
        ending.delete(job);
        admit();
      }
      await job.moveToWait(token);
      throw new WaitingError();
    },
  );
  return { close };
}

export function openFinishWorker(
  redis: Redis,
  handle: (job: FinishJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker<FinishJob>("finishing", redis, options, (job) => handle(finishJobSchema.parse(job.data)));
}

export function openEmailWorker(
  redis: Redis,
  handle: (job: EmailJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker<EmailJob>("email", redis, options, (job) => handle(emailJobSchema.parse(job.data)));
}

export function openWebhookWorker(
  redis: Redis,
  handle: (job: WebhookJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker<WebhookJob>("webhooks", redis, options, (job) => handle(webhookJobSchema.parse(job.data)));
}

export function openMaintenanceWorker(
  redis: Redis,
  handle: (job: MaintenanceJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker<MaintenanceJob>("maintenance", redis, options, (job) =>
    handle(maintenanceJobSchema.parse(job.data)),
  );
}

function openWorker<T>(
  name: string,
  redis: Redis,
  options: QueueWorkerOptions,
  process: (job: Job<T>, token?: string) => Promise<void>,
): QueueWorker & { worker: Worker<T> } {
  const worker = new Worker<T>(name, process, {
    connection: redis,
    prefix: keys.queuePrefix,
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_LOOK_MS,
    maxStalledCount: STALLED_MAX,
    ...telemetryIf(options.tracing ?? false),
  });
  worker.on("error", options.onError);
  return { worker, close: () => worker.close() };
}

const telemetryIf = (tracing: boolean) => (tracing ? { telemetry: new BullMQOtel({ tracerName: "symphony" }) } : {});
