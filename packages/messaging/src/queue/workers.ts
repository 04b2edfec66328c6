import type { Redis } from "../redis/redis.ts";
import { openWorker, returnToQueue } from "./bullmq.ts";
import type { QueueWorker, QueueWorkerOptions } from "./bullmq.ts";
import { chunkJobSchema, emailJobSchema, finishJobSchema, maintenanceJobSchema, webhookJobSchema } from "./jobs.ts";
import type { ChunkJob, ChunkJobData, EmailJob, FinishJob, MaintenanceJob, WebhookJob } from "./jobs.ts";
import { advanceVirtualTime } from "./virtual-time.ts";

/** `give-back`: the job goes back into the queue, for another worker. */
export type Outcome = "done" | "give-back";

/** Runs `concurrency` chunks at once. A handler that throws has its chunk retried after a pause. */
export function openChunkWorker(
  redis: Redis,
  handle: (job: ChunkJob) => Promise<Outcome>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker<ChunkJobData>("chunks", redis, options, async (job, token) => {
    if (job.opts.priority) await advanceVirtualTime(redis, job.opts.priority);
    const outcome = await handle(chunkJobSchema.parse(job.data));
    if (outcome === "give-back") await returnToQueue(job, token);
  });
}

export function openFinishWorker(
  redis: Redis,
  handle: (job: FinishJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("finishing", redis, options, (job) => handle(finishJobSchema.parse(job.data)));
}

export function openEmailWorker(
  redis: Redis,
  handle: (job: EmailJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("email", redis, options, (job) => handle(emailJobSchema.parse(job.data)));
}

export function openWebhookWorker(
  redis: Redis,
  handle: (job: WebhookJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("webhooks", redis, options, (job) => handle(webhookJobSchema.parse(job.data)));
}

export function openMaintenanceWorker(
  redis: Redis,
  handle: (job: MaintenanceJob) => Promise<void>,
  options: QueueWorkerOptions,
): QueueWorker {
  return openWorker("maintenance", redis, options, (job) => handle(maintenanceJobSchema.parse(job.data)));
}
