import { beforeEach, expect, test } from "@jest/globals";
import { trackedBatch } from "@symphony/test-support/redis";
import { setUpQueues } from "../../fixtures/queues.ts";
import type { TestQueues } from "../../fixtures/queues.ts";
import { createPresence } from "../presence.ts";
import type { Redis } from "../redis/redis.ts";
import { QUEUED_CHUNKS_MAX } from "./backlog.ts";
import { allItems } from "./chunks.ts";
import type { Queues } from "./queues.ts";

const HOUR_MS = 3_600_000;
const DELAYED = "{symphony:queue}:finishing:delayed";

const shared = setUpQueues();
let redis: Redis;
let queues: Queues;
let queueOf: TestQueues["queueOf"];
beforeEach(() => void ({ redis, queues, queueOf } = shared()));

/** Runs all queued chunks of a batch as a worker does. @returns the items in the order of their jobs */
async function drain(batch: ReturnType<typeof trackedBatch>, mostQueued: (jobs: number) => void): Promise<number[]> {
  const chunks = queueOf("chunks");
  const done = new Set<number>();
  for (;;) {
    const jobs = await chunks.getJobs(["prioritized"]);
    mostQueued(jobs.length);
    if (jobs.length === 0) return [...done];
    for (const job of jobs) {
      for (const seq of (job.data as { itemIds: number[] }).itemIds) done.add(seq);
      await job.remove();
      await queues.addFollowing(batch, 0, async (from, to) =>
        allItems(batch).filter((seq) => seq >= from && seq < to && !done.has(seq)),
      );
    }
  }
}

test.each([1, 7])(
  "F-64: of a large batch in chunks of %i only some jobs are queued, and all follow",
  async (chunk_size) => {
    const batch = { ...trackedBatch(chunk_size * 300), chunk_size };
    let most = 0;
    await queues.addItems(batch);
    const done = await drain(batch, (jobs) => (most = Math.max(most, jobs)));
    expect(done.toSorted((a, b) => a - b)).toEqual(allItems(batch));
    expect(most).toBeLessThanOrEqual(2 * QUEUED_CHUNKS_MAX);
  },
);

test("F-64: parts in which nothing is pending do not end the rest", async () => {
  const batch = { ...trackedBatch(3_000), chunk_size: 1 };
  const pending = allItems(batch).filter((seq) => seq < 250 || seq >= 2_900);
  await queues.addItems(batch, pending);
  const found: number[] = [];
  for (let i = 0; i < pending.length; i += 1)
    await queues.addFollowing(batch, 0, async (from, to) => {
      const part = pending.filter((seq) => seq >= from && seq < to);
      found.push(...part);
      return part;
    });
  expect(found).toEqual(pending.slice(QUEUED_CHUNKS_MAX));
});

test("F-85: adding the end of a batch costs as many commands with 200 kept jobs as with none", async () => {
  const batch = trackedBatch(1);
  const commands = async (): Promise<number> => {
    const count = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))?.[1]);
    const before = await count();
    await queues.addFinish(batch.batch_id);
    return (await count()) - before;
  };
  const none = await commands();
  const finishing = queueOf("finishing");
  for (let i = 0; i < 200; i += 1) {
    await finishing.add("finish", { batchId: batch.batch_id }, { jobId: `old-${i}` });
    await redis.lrem("{symphony:queue}:finishing:wait", 1, `old-${i}`);
    await redis.zadd("{symphony:queue}:finishing:completed", i, `old-${i}`);
  }
  expect(await commands()).toBeLessThanOrEqual(none + 5);
});

test("F-74: a job that a clock an hour ahead has delayed is released, and others wait for their time", async () => {
  const finishing = queueOf("finishing");
  await finishing.add("ahead", {}, { jobId: "ahead", delay: 5_000 });
  await finishing.add("right", {}, { jobId: "right", delay: 60_000 });
  await finishing.add("behind", {}, { jobId: "behind", delay: 1_000 });
  const shift = (id: string, ms: number) => redis.zincrby(DELAYED, ms * 0x1000, id);
  await shift("ahead", HOUR_MS);
  await shift("behind", -HOUR_MS);
  await queues.releaseDelayed();
  const states = await Promise.all(["ahead", "right", "behind"].map((id) => finishing.getJobState(id)));
  expect(states).toEqual(["waiting", "delayed", "waiting"]);
});

test.each([-20_000, HOUR_MS])("F-74: a worker whose clock is %i ms off is alive, and so are the others", async (ms) => {
  const presence = createPresence(redis);
  const { now } = Date;
  await presence.announce("right");
  Date.now = () => now() + ms;
  try {
    await presence.announce("shifted");
    expect(await presence.count()).toBe(2);
  } finally {
    Date.now = now;
  }
  expect(await presence.count()).toBe(2);
});
