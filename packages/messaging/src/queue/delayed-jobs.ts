import { keys } from "../redis/keys.ts";
import { redisTimeMs } from "../redis/redis.ts";
import type { Redis } from "../redis/redis.ts";
import type { Queue } from "./bullmq.ts";

/** BullMQ's score of a delayed job: the time in ms, shifted by 12 bits. */
const SCORE_PER_MS = 0x1000;
/** Clocks that differ by less do no harm, and BullMQ serves what is due by itself meanwhile. */
const TOLERATED_MS = 2_000;
/** Jobs looked at in one call. */
const LOOKED_AT_MAX = 100;

/**
 * Releases delayed jobs that wait for no reason but a wrong clock. BullMQ delays a job by the clock of the process that
 * delays it and serves it by the clock of the one that takes it. Here Redis' own clock counts: a job is late when its
 * time has passed, and its time is wrong when it lies further ahead than the delay it was given.
 */
export async function releaseDelayedJobs(redis: Redis, queue: Queue): Promise<void> {
  const now = await redisTimeMs(redis);
  const key = `${keys.queuePrefix}:${queue.name}:delayed`;
  const late = await redis.zrangebyscore(key, 0, (now - TOLERATED_MS) * SCORE_PER_MS, "LIMIT", 0, LOOKED_AT_MAX);
  const ahead = await redis.zrevrangebyscore(
    key,
    "+inf",
    (now + TOLERATED_MS) * SCORE_PER_MS,
    "WITHSCORES",
    "LIMIT",
    0,
    LOOKED_AT_MAX,
  );
  await Promise.all(late.map((id) => promote(queue, id)));
  for (let i = 0; i < ahead.length; i += 2) {
    const [id = "", score] = ahead.slice(i, i + 2);
    const job = await queue.getJob(id);
    const dueInMs = Number(score) / SCORE_PER_MS - now;
    if (job !== undefined && dueInMs > job.delay + TOLERATED_MS) await promote(queue, id);
  }
}

/** Another process may have promoted it first. */
async function promote(queue: Queue, id: string): Promise<void> {
  const job = await queue.getJob(id);
  await job?.promote().catch(() => undefined);
}
