import { expect, test } from "@jest/globals";
import { resultRecord, trackedBatch } from "@symphony/test-support/redis";
import { startClusterGroup, startSentinelGroup } from "@symphony/test-support/redis-groups";
import { openBus } from "./events/bus.ts";
import { createMailLimit } from "./mail-limit.ts";
import { readMetricsReports } from "./metrics-reports.ts";
import { claimEpoch, createPresence } from "./presence.ts";
import { NOT_STARTED } from "./progress/batch-progress.ts";
import { createProgress } from "./progress/progress.ts";
import { openQueues } from "./queue/queues.ts";
import { openChunkWorker } from "./queue/workers.ts";
import { channels } from "./redis/keys.ts";
import { closeRedis, openRedis } from "./redis/redis.ts";

/** Uses every part of messaging once: a batch goes through the queue, is counted, published and read. */
async function runBatch(url: string, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  const redis = openRedis(url, "queue", () => undefined);
  const bus = openBus(url, () => undefined);
  const [queues, progress, presence] = [openQueues(redis), createProgress(redis), createPresence(redis)];
  const batch = trackedBatch(6, { chunk_size: 2, client_id: "grouped" });
  const received: string[] = [];
  await bus.subscribe(channels.client("grouped"), (event) => received.push(event.event));
  await claimEpoch(redis);
  await presence.announce("one");
  await queues.removeSchedules();
  await queues.addMaintenanceEvery("recover-stuck", 60_000);

  const seen = new Set<number>();
  let finished: () => void;
  const all = new Promise<void>((resolve) => (finished = resolve));
  const worker = openChunkWorker(
    redis,
    async (job) => {
      for (const seq of job.itemIds) {
        if ((await progress.count(batch, resultRecord(batch, seq, "Valid"))) === undefined)
          await progress.seed(batch, NOT_STARTED);
        seen.add(seq);
      }
      if (seen.size === batch.total) finished();
      return "done";
    },
    { concurrency: 1, onError: () => undefined },
  );

  await meanwhile();
  await progress.seed(batch, NOT_STARTED);
  await queues.addItems(batch);
  await all;
  expect((await queues.stats()).map((each) => each.queue)).toEqual([
    "chunks",
    "finishing",
    "email",
    "webhooks",
    "write-backs",
    "estimates",
    "maintenance",
    "url-chunks",
    "single-files",
    "single-urls",
  ]);
  expect(await progress.statusesOf("grouped")).toEqual([expect.objectContaining({ total: 6 })]);
  expect(await progress.backlog()).toMatchObject({ batches: 1 });
  expect(await createMailLimit(redis, 1).take("a@example.com", "1")).toBe(true);
  expect(await readMetricsReports(redis, "me")).toEqual([]);
  expect(received).toContain("progress");
  await progress.forget(batch);
  await worker.close();
  await queues.close();
  await bus.close();
  await closeRedis(redis);
}

test("a cluster works", async () => {
  const group = await startClusterGroup();
  await runBatch(group.url);
  await group.stop();
}, 60_000);

test("with sentinels, work goes on with the new master when the old one dies", async () => {
  const group = await startSentinelGroup();
  await runBatch(group.url, group.killMaster);
  await group.stop();
}, 60_000);
