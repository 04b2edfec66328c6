import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { UnrecoverableError, Worker } from "bullmq";
import type { Job } from "bullmq";
import { startTestRedis, trackedBatch } from "@symphony/test-support/redis";
import { closeRedis, openRedis } from "../redis/redis.ts";
import type { Redis } from "../redis/redis.ts";
import type { QueueWorker } from "./bullmq.ts";
import type { ChunkJob } from "./jobs.ts";
import { openQueues } from "./queues.ts";
import type { Queues } from "./queues.ts";
import { advanceVirtualTime } from "./virtual-time.ts";
import { openChunkWorker, openFinishWorker } from "./workers.ts";
import type { Outcome } from "./workers.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let queues: Queues;
let worker: QueueWorker | undefined;

beforeAll(async () => {
  server = await startTestRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  redis = openRedis(server.url, "queue", () => undefined);
  await redis.flushall();
  queues = openQueues(redis);
});
afterEach(async () => {
  await worker?.close();
  worker = undefined;
  await queues.close();
  await closeRedis(redis);
});

/** Runs `count` chunk jobs one after another and returns them in their order. */
function take(
  count: number,
  handle: (job: ChunkJob, nth: number) => Promise<Outcome> = async () => "done",
): Promise<ChunkJob[]> {
  const taken: ChunkJob[] = [];
  return new Promise((resolve, reject) => {
    worker = openChunkWorker(
      redis,
      async (job) => {
        taken.push(job);
        if (taken.length === count) resolve(taken);
        return handle(job, taken.length);
      },
      { concurrency: 1, onError: reject },
    );
  });
}

test("chunks carry the ids of their items, and nothing else", async () => {
  const batch = trackedBatch(330, { chunk_size: 10 });
  await queues.addItems(batch);
  const [first, second] = await take(2);
  expect(first).toEqual({ batchId: batch.batch_id, chunk: 0, run: 0, itemIds: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  expect(second?.itemIds).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
});

test("the jobs at the end of a batch become smaller, down to one item, and each item is in exactly one", async () => {
  const batch = trackedBatch(330, { chunk_size: 10 });
  await queues.addItems(batch);
  const waiting = (await queues.all[0]?.getJobCounts("prioritized"))?.["prioritized"] ?? 0;
  const jobs = await take(waiting);
  const sizes = jobs.map(({ itemIds }) => itemIds.length);
  expect([Math.max(...sizes.slice(0, 3)), Math.max(...sizes.slice(-30))]).toEqual([10, 1]);
  expect(jobs.flatMap(({ itemIds }) => itemIds).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 330 }, (_, seq) => seq),
  );
});

test("a small batch gets one job for each item, and all of them are served next", async () => {
  const [huge, small] = [trackedBatch(2_000, { chunk_size: 10 }), trackedBatch(4, { chunk_size: 10 })];
  await queues.addItems(huge);
  const jobs = await take(12, async (_job, nth) => {
    if (nth === 3) await queues.addItems(small);
    return "done";
  });
  const ofSmall = jobs.filter((job) => job.batchId === small.batch_id);
  expect(ofSmall.map(({ itemIds }) => itemIds)).toEqual([[0], [1], [2], [3]]);
});

test("as many chunks run at once as the concurrency says", async () => {
  await queues.addItems(trackedBatch(5, { chunk_size: 1 }));
  let [running, most, done] = [0, 0, 0];
  await new Promise<void>((resolve, reject) => {
    worker = openChunkWorker(
      redis,
      async () => {
        most = Math.max(most, (running += 1));
        await new Promise((resume) => setTimeout(resume, 100));
        running -= 1;
        if ((done += 1) === 5) resolve();
        return "done";
      },
      { concurrency: 2, onError: reject },
    );
  });
  expect(most).toBe(2);
});

test("a small batch is served between the chunks of a huge one that came before it", async () => {
  const [huge, small] = [trackedBatch(40, { chunk_size: 1 }), trackedBatch(3, { chunk_size: 1 })];
  await queues.addItems(huge);
  const jobs = await take(20, async (_job, nth) => {
    if (nth === 5) await queues.addItems(small);
    return "done";
  });
  const order = jobs.map((job) => (job.batchId === small.batch_id ? "s" : "h")).join("");
  expect(order.slice(0, 5)).toBe("hhhhh");
  expect(order.slice(5, 12).replace(/h+$/, "").match(/s/g)).toHaveLength(3);
  expect(order.slice(5, 12)).toContain("h");
});

test("the parts of one draft take turns with another batch as one, not one by one", async () => {
  const part_of = randomUUID();
  const parts = Array.from({ length: 6 }, () => trackedBatch(5, { chunk_size: 1, part_of }));
  const other = trackedBatch(20, { chunk_size: 1 });
  for (const part of parts) await queues.addItems(part);
  await queues.addItems(other);
  const first = (await take(20)).filter(({ batchId }) => batchId === other.batch_id);
  // With each part for itself it would be one of seven.
  expect(first.length).toBeGreaterThanOrEqual(8);
});

test("a single check is served before everything else", async () => {
  const [batch, single] = [trackedBatch(5, { chunk_size: 1 }), trackedBatch(1, { chunk_size: 1, single: true })];
  await queues.addItems(batch);
  await queues.addItems(single);
  expect((await take(6))[0]?.batchId).toBe(single.batch_id);
});

test("adding a waiting job again changes nothing; a completed one can be added again", async () => {
  const batch = trackedBatch(3, { chunk_size: 1 });
  await Promise.all([queues.addItems(batch), queues.addItems(batch)]);
  await queues.addItems(batch, [1]);
  expect((await take(3)).map((job) => job.chunk)).toEqual([0, 1, 2]);
  await worker?.close();
  await queues.addItems(batch, [1]);
  expect((await take(1)).map((job) => job.chunk)).toEqual([1]);
});

test("a limited number of ended jobs is kept, and they can be added again", async () => {
  const batch = trackedBatch(250, { chunk_size: 1 });
  const [chunks] = queues.all;
  const seqs = Array.from({ length: 250 }, (_, seq) => seq);
  await queues.addItems(batch, seqs.slice(0, 125));
  await queues.addItems(batch, seqs.slice(125));
  await take(250);
  await worker?.close();
  expect(await chunks?.getJobCounts("completed")).toEqual({ completed: 200 });

  // The last job is kept as completed. It can be added again, fail, and be added again.
  await queues.addItems(batch, [249]);
  const failing = new Worker("chunks", async () => Promise.reject(new Error("never")), {
    connection: redis,
    prefix: "{symphony:queue}",
    autorun: false,
  });
  const taken = (await failing.getNextJob("token")) as Job;
  await taken.moveToFailed(new UnrecoverableError("never"), "token");
  await failing.close();
  expect(await chunks?.getJobCounts("failed")).toEqual({ failed: 1 });
  await queues.addItems(batch, [249]);
  expect((await take(1)).map((each) => each.chunk)).toEqual([249]);

  let finished = 0;
  const finisher = openFinishWorker(redis, async () => void (finished += 1), {
    concurrency: 1,
    onError: () => undefined,
  });
  for (const times of [1, 2]) {
    await queues.addFinish(batch.batch_id);
    while (finished < times || (await queues.all[1]?.getJobCounts("completed"))?.["completed"] !== 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await finisher.close();
});

test("a chunk that is put back runs again, and does not count as a failed attempt", async () => {
  const batch = trackedBatch(1);
  await queues.addItems(batch);
  const jobs = await take(8, async (_job, nth) => (nth < 8 ? "give-back" : "done"));
  expect(new Set(jobs.map((job) => job.chunk))).toEqual(new Set([0]));
});

test("a chunk that starts again with its old tag does not let later batches overtake", async () => {
  const huge = trackedBatch(2_000, { chunk_size: 10 });
  await queues.addItems(huge);
  await take(40);
  await worker?.close();
  await advanceVirtualTime(redis, 1);
  const later = trackedBatch(20, { chunk_size: 10 });
  await queues.addItems(later);
  // It starts where the others are: with a time that was turned back, all its chunks would come first.
  const taken = await take(4);
  expect(taken.map(({ batchId }) => batchId)).toContain(huge.batch_id);
});

test("a chunk that throws is retried after a pause", async () => {
  await queues.addItems(trackedBatch(1));
  const times: number[] = [];
  await take(2, async (_job, nth) => {
    times.push(Date.now());
    if (nth === 1) throw new Error("not now");
    return "done";
  });
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(500);
});
