import type { Redis } from "../redis/redis.ts";
import { openQueue } from "./bullmq.ts";
import type { Queue } from "./bullmq.ts";
import { chunkJobId, encodeChunkJob } from "./jobs.ts";
import type { ChunkJob, ChunkJobData } from "./jobs.ts";
import { nextUrlTag } from "./virtual-time.ts";

/**
 * Queues of chunks that must not hold a slot of uploaded images: URLs wait for other servers, and callers wait for
 * single checks. All chunks enter at `files`, as workers of earlier versions expect it; the worker that takes one of
 * another kind moves it on.
 */
export type Lane = "files" | "urls" | "single-files" | "single-urls";

export const LANE_QUEUES: Readonly<Record<Lane, string>> = {
  files: "chunks",
  urls: "url-chunks",
  "single-files": "single-files",
  "single-urls": "single-urls",
};

export interface Lanes {
  all: readonly Queue[];
  /** Adds a chunk to a lane. One that waits or runs there already stays as it is. */
  move(job: ChunkJob, lane: Exclude<Lane, "files">): Promise<void>;
}

export function openLanes(redis: Redis, tracing: boolean): Lanes {
  const open = (lane: Lane): Queue<ChunkJobData> => openQueue(LANE_QUEUES[lane], redis, tracing);
  const lanes = { urls: open("urls"), "single-files": open("single-files"), "single-urls": open("single-urls") };
  return {
    all: Object.values(lanes),
    async move(job, lane) {
      const queue = lanes[lane];
      const jobId = chunkJobId(job);
      const earlier = await queue.getJob(jobId);
      // BullMQ ignores a job whose id exists, and ended ones are kept for the dashboard.
      if (earlier?.finishedOn !== undefined) await earlier.remove();
      else if (earlier !== undefined) return;
      const priority = lane === "urls" ? { priority: await nextUrlTag(redis, queue, job.batchId) } : {};
      await queue.add("chunk", encodeChunkJob(job), { jobId, ...priority });
    },
  };
}
