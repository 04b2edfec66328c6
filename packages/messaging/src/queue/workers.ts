import type { Redis } from "../redis/redis.ts";
import { deferJob, openWorker, returnToQueue } from "./bullmq.ts";
import type { QueueWorker, QueueWorkerOptions } from "./bullmq.ts";
import {
  chunkJobSchema,
  emailJobSchema,
  estimateJobSchema,
  finishJobSchema,
  maintenanceJobSchema,
  webhookJobSchema,
  writeBackJobSchema,
} from "./jobs.ts";
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
import { LANE_QUEUES } from "./lanes.ts";
import type { Lane } from "./lanes.ts";
import { advanceUrlTime, advanceVirtualTime } from "./virtual-time.ts";

/** The job is put aside for a while, without a failed attempt. Undefined: longer each time. */
export interface Deferral {
  deferMs: number | undefined;
}

/** `give-back`: the job goes back into the queue, for another worker. */
export type Outcome = "done" | "give-back" | Deferral;

/** Runs `concurrency` chunks of a lane at once. A handler that throws has its chunk retried after a pause. */
export function openChunkWorker(
  redis: Redis,
  handle: (job: ChunkJob) => Promise<Outcome>,
  options: QueueWorkerOptions,
  lane: Lane = "files",
): QueueWorker {
  const advance = lane === "urls" ? advanceUrlTime : advanceVirtualTime;
  return openWorker<ChunkJobData>(LANE_QUEUES[lane], redis, options, async (job, token) => {
    if (job.opts.priority) await advance(redis, job.opts.priority);
    const outcome = await handle(chunkJobSchema.parse(job.data));
    if (outcome === "give-back") await returnToQueue(job, token);
    else if (outcome !== "done") await deferJob(job, token, outcome.deferMs);
  });
}

export function openFinishWorker(
  redis: Redis,
  handle: (job: FinishJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("finishing", redis, options, (job) => handle(finishJobSchema.parse(job.data)));
}

/** @param handle resolves with a deferral when the mail was not sent and has to wait */
export function openEmailWorker(
  redis: Redis,
  handle: (job: EmailJob) => Promise<Deferral | undefined>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("email", redis, options, async (job, token) => {
    const deferral = await handle(emailJobSchema.parse(job.data));
    if (deferral !== undefined) await deferJob(job, token, deferral.deferMs);
  });
}

/** @param handle resolves with a deferral when the webhook was not sent and has to wait */
export function openWebhookWorker(
  redis: Redis,
  handle: (job: WebhookJob) => Promise<Deferral | undefined>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("webhooks", redis, options, async (job, token) => {
    const deferral = await handle(webhookJobSchema.parse(job.data));
    if (deferral !== undefined) await deferJob(job, token, deferral.deferMs);
  });
}

export function openWriteBackWorker(
  redis: Redis,
  handle: (job: WriteBackJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("write-backs", redis, options, (job) => handle(writeBackJobSchema.parse(job.data)));
}

export function openEstimateWorker(
  redis: Redis,
  handle: (job: EstimateJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("estimates", redis, options, (job) => handle(estimateJobSchema.parse(job.data)));
}

export function openMaintenanceWorker(
  redis: Redis,
  handle: (job: MaintenanceJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("maintenance", redis, options, (job) => handle(maintenanceJobSchema.parse(job.data)));
}
