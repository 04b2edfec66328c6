import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startTestRedis } from "@symphony/test-support/redis";
import { until } from "@symphony/test-support/system";
import { closeRedis, openRedis } from "../redis/redis.ts";
import type { Redis } from "../redis/redis.ts";
import { openQueues } from "./queues.ts";
import type { Queues } from "./queues.ts";
import { openMaintenanceWorker } from "./workers.ts";

const HOUR_MS = 3_600_000;
const EVERY_MS = 100;

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let queues: Queues;
const maintenance = () => queues.all.find((queue) => queue.name === "maintenance") as (typeof queues.all)[number];

beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
  queues = openQueues(redis);
});
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  await queues.close();
  await closeRedis(redis);
  await server.stop();
});

test("of several processes one adds a task, and again when its time has come", async () => {
  const add = (): Promise<void> => queues.addMaintenanceEvery("clean-up", EVERY_MS);
  await Promise.all([add(), add(), add()]);
  expect(await maintenance().getWaitingCount()).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2 * EVERY_MS));
  await Promise.all([add(), add(), add()]);
  expect(await maintenance().getWaitingCount()).toBe(2);
});

test("where no worker takes them, tasks do not pile up", async () => {
  for (let i = 0; i < 30; i += 1) {
    await queues.addMaintenanceEvery("recover-stuck", 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(await maintenance().getWaitingCount()).toBe(10);
});

test("F-74: maintenance goes on after a clock was an hour ahead for a while", async () => {
  const { now } = Date;
  const times: number[] = [];
  const worker = openMaintenanceWorker(redis, async () => void times.push(now()), {
    concurrency: 1,
    onError: () => undefined,
  });
  const add = (): Promise<void> => queues.addMaintenanceEvery("recover-stuck", EVERY_MS);
  try {
    Date.now = () => now() + HOUR_MS;
    await add();
    await until(() => times.length > 0, "the task is done by a clock that is ahead");
    await until(() => add().then(() => times.length > 1), "and again");
  } finally {
    Date.now = now;
  }
  const before = times.length;
  await until(() => add().then(() => times.length > before + 1), "the task is done by the corrected clock");
  await worker.close();
});

test("schedules of earlier versions are removed", async () => {
  await maintenance().upsertJobScheduler("clean-up", { every: HOUR_MS }, { name: "clean-up" });
  await queues.removeSchedules();
  expect([await maintenance().getJobSchedulersCount(), await maintenance().getDelayedCount()]).toEqual([0, 0]);
});
