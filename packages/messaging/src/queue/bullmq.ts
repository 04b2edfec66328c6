import { DelayedError, Queue, WaitingError, Worker } from "bullmq";
import type { Job, JobsOptions } from "bullmq";
import { BullMQOtel } from "bullmq-otel";
import { keys } from "../redis/keys.ts";
import type { Redis } from "../redis/redis.ts";

export type { Job, JobsOptions, Queue } from "bullmq";

/** Attempts of a chunk before its job fails. The pause before the next attempt doubles: 1, 2, 4, 8 s. */
export const CHUNK_ATTEMPTS = 5;
const BACKOFF_FIRST_MS = 1_000;
/** Ended jobs that each queue keeps for the dashboard: 200 completed, 200 failed. */
const HISTORY_JOBS = 200;

/**
 * Lifetime of a worker's lock on a job, and how often stalled jobs are looked for: the chunk of a killed worker runs
 * again within 10 s (one lock and two checks). The event loop of a worker is never blocked for more than some 10 ms.
 */
const LOCK_MS = 4_000;
const STALLED_CHECK_MS = 3_000;
/** Stalls after which a job fails. High, because a chunk does not kill its worker: images are decoded in a child process. */
const STALLED_MAX = 20;

const JOB_DEFAULTS: JobsOptions = {
  removeOnComplete: { count: HISTORY_JOBS },
  removeOnFail: { count: HISTORY_JOBS },
  attempts: CHUNK_ATTEMPTS,
  backoff: backoffFrom(BACKOFF_FIRST_MS),
};

/** Pauses between attempts: each is twice as long as the one before. */
export function backoffFrom(firstPauseMs: number): { type: "exponential"; delay: number; jitter: number } {
  return { type: "exponential", delay: firstPauseMs, jitter: 0.2 };
}

/** @param tracing whether jobs continue the trace in which they were added */
export function openQueue<T>(name: string, redis: Redis, tracing: boolean): Queue<T> {
  const queue = new Queue<T>(name, {
    connection: redis,
    prefix: keys.queuePrefix,
    defaultJobOptions: JOB_DEFAULTS,
    ...telemetry(tracing),
  });
  // The connection reports its errors itself. Without a listener here, each would end the process.
  queue.on("error", () => undefined);
  return queue as Queue<T>;
}

export interface QueueWorkerOptions {
  /** Jobs that run at once. */
  concurrency: number;
  onError(error: Error): void;
  /** Whether jobs continue the trace in which they were added. */
  tracing?: boolean;
}

export interface QueueWorker {
  /** Takes no more jobs and waits, without a limit, for those that run. */
  close(): Promise<void>;
}

/** @param process throws to have the job retried after a pause */
export function openWorker<T>(
  name: string,
  redis: Redis,
  { concurrency, onError, tracing = false }: QueueWorkerOptions,
  process: (job: Job<T>, token?: string) => Promise<void>,
): QueueWorker {
  const worker = new Worker<T>(name, process, {
    connection: redis,
    prefix: keys.queuePrefix,
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: STALLED_MAX,
    ...telemetry(tracing),
  });
  worker.on("error", onError);
  return { close: () => worker.close() };
}

/** Puts a running job back into its queue. It does not count as a failed attempt. Always throws. */
export async function returnToQueue(job: Job, token: string | undefined): Promise<never> {
  await job.moveToWait(token);
  throw new WaitingError();
}

/** Pauses of a job that has to wait, where it is not known for how long: 1, 2, 4, … s. */
const DEFER_FIRST_MS = 1_000;
const DEFER_MAX_MS = 60_000;

/**
 * Puts a running job aside for a while. It does not count as a failed attempt. Always throws.
 *
 * @param delayMs undefined: longer each time, so that many jobs that wait for the same thing cost little
 */
export async function deferJob(job: Job, token: string | undefined, delayMs: number | undefined): Promise<never> {
  const growing = Math.min(DEFER_MAX_MS, DEFER_FIRST_MS * 2 ** Math.min(job.attemptsStarted - 1, 10));
  // Spread, so that they do not all come back at once.
  const spread = 1 + Math.random() / 4;
  await job.moveToDelayed(Date.now() + Math.ceil((delayMs ?? growing) * spread), token);
  throw new DelayedError();
}

const telemetry = (on: boolean) => (on ? { telemetry: new BullMQOtel({ tracerName: "symphony" }) } : {});
