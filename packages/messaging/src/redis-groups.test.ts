import { expect, test } from "@jest/globals";
import { trackedBatch, resultRecord } from "@symphony/test-support/redis";
import { startClusterGroup, startSentinelGroup } from "@symphony/test-support/redis-groups";
import { openBus } from "./bus.ts";
import { channels } from "./keys.ts";
import { createMailLimit } from "./mail-limit.ts";
import { readMetricsReports } from "./metrics-reports.ts";
import { claimEpoch, createPresence } from "./presence.ts";
import { createProgress, NOT_STARTED } from "./progress.ts";
import { openChunkWorker, openQueues } from "./queues.ts";
import { closeRedis, openRedis } from "./redis.ts";

/** Everything messaging does, once: a batch goes through the queue and is counted, told and asked about. */
async function runBatch(url: string, meanwhile: () => Promise<void> = async () => undefined): Promise<void> {
  const redis = openRedis(url, "queue", () => undefined);
  const bus = openBus(url, () => undefined);
  const [queues, progress, presence] = [openQueues(redis), createProgress(redis), createPresence(redis)];
  const batch = trackedBatch(6, { chunk_size: 2, client_id: "grouped" });
  const heard: string[] = [];
  await bus.follow(channels.client("grouped"), (event) => heard.push(event.event));
  await claimEpoch(redis);
  await presence.announce("one");
  await queues.scheduleMaintenance("recover-stuck", 60_000);

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
    { onError: () => undefined },
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
    "maintenance",
  ]);
  expect(await progress.statusesOf("grouped")).toEqual([expect.objectContaining({ total: 6 })]);
  expect(await progress.backlog()).toMatchObject({ batches: 1 });
  expect(await createMailLimit(redis, 1).take("a@example.com", "1")).toBe(true);
  expect(await readMetricsReports(redis, "me")).toEqual([]);
  expect(heard).toContain("progress");
  await progress.forget(batch);
  await worker.close();
  await queues.close();
  await bus.close();
  await closeRedis(redis);
}

test("a cluster will do", async () => {
  const group = await startClusterGroup();
  await runBatch(group.url);
  await group.stop();
}, 60_000);

test("behind sentinels work goes on with the new master when the old one dies", async () => {
  const group = await startSentinelGroup();
  await runBatch(group.url, group.killMaster);
  await group.stop();
}, 60_000);
