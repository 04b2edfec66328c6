import type { Queue } from "./bullmq.ts";

const UNFINISHED_STATES = ["waiting", "prioritized", "delayed", "active"] as const;

export interface QueueStats {
  queue: string;
  /** Jobs by state. */
  counts: Record<string, number>;
  /** Age of the job that is next, or of the one that runs longest where that is older; 0 when there is none. */
  oldestMs: number;
}

export async function statsOf(queue: Queue): Promise<QueueStats> {
  const counts = await queue.getJobCounts(...UNFINISHED_STATES, "failed");
  const states = UNFINISHED_STATES.filter((state) => (counts[state] ?? 0) > 0);
  const oldest = (await Promise.all(states.map((state) => queue.getJobs([state], 0, 0, true)))).flat();
  // Scheduled jobs wait for their time and are not late.
  const times = oldest.filter((job) => job !== undefined && job.repeatJobKey === undefined).map((job) => job.timestamp);
  return { queue: queue.name, counts, oldestMs: times.length === 0 ? 0 : Math.max(0, Date.now() - Math.min(...times)) };
}
