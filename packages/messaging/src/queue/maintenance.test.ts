import { expect, test } from "@jest/globals";
import { until } from "@symphony/test-support/system";
import { setUpQueues } from "../../fixtures/queues.ts";
import { openMaintenanceWorker } from "./workers.ts";

const HOUR_MS = 3_600_000;
const EVERY_MS = 100;

const shared = setUpQueues();
const maintenance = () => shared().queueOf("maintenance");

test("of several processes one adds a task, and again when its time has come", async () => {
  const add = (): Promise<void> => shared().queues.addMaintenanceEvery("clean-up", EVERY_MS);
  await Promise.all([add(), add(), add()]);
  expect(await maintenance().getWaitingCount()).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 2 * EVERY_MS));
  await Promise.all([add(), add(), add()]);
  expect(await maintenance().getWaitingCount()).toBe(2);
});

test("where no worker takes them, tasks do not pile up", async () => {
  for (let i = 0; i < 30; i += 1) {
    await shared().queues.addMaintenanceEvery("recover-stuck", 1);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  expect(await maintenance().getWaitingCount()).toBe(10);
});

test("F-74: maintenance goes on after a clock was an hour ahead for a while", async () => {
  const { now } = Date;
  const times: number[] = [];
  const worker = openMaintenanceWorker(shared().redis, async () => void times.push(now()), {
    concurrency: 1,
    onError: () => undefined,
  });
  const add = (): Promise<void> => shared().queues.addMaintenanceEvery("recover-stuck", EVERY_MS);
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
  await shared().queues.removeSchedules();
  expect([await maintenance().getJobSchedulersCount(), await maintenance().getDelayedCount()]).toEqual([0, 0]);
});
