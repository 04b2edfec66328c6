import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect } from "@jest/globals";
import { FULL } from "@symphony/test-support/scale";
import { until } from "@symphony/test-support/system";
import { startRedis } from "../../tools/redis.mjs";
import { startTcpProxy } from "./machine/tcp-proxy.ts";
import type { TcpProxy } from "./machine/tcp-proxy.ts";
import { faultTest } from "./support/fault-test.ts";
import { pause, startSlowBatches } from "./support/slow-batches.ts";
import type { SlowBatches } from "./support/slow-batches.ts";

let batches: SlowBatches;
let proxy: TcpProxy | undefined;
afterEach(async () => {
  // The proxy is closed last: without Redis, processes are slow to stop.
  await batches?.stop();
  await proxy?.close();
  proxy = undefined;
});

const INJECTIONS = FULL ? 20 : 2;

faultTest(
  15,
  "Redis emptied repeatedly while batches wait and run: nothing is lost or doubled",
  undefined,
  async () => {
    batches = await startSlowBatches();
    await batches.follow();
    await Promise.all([batches.send(), batches.send()]);
    for (let i = 0; i < INJECTIONS; i += 1) {
      await pause(200 + Math.random() * 800);
      await batches.system.redis.command("FLUSHALL");
      if (i % 5 === 4) await batches.send();
    }
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);

for (const seconds of FULL ? [2, 8, 20, 60] : [2]) {
  faultTest(
    16,
    `Redis killed and back, empty, after ${seconds} s: uploads are accepted meanwhile and every item is processed`,
    undefined,
    async () => {
      batches = await startSlowBatches();
      await batches.follow();
      const first = await batches.send();
      await batches.caller.untilProcessed(first, 10);
      await batches.system.redis.stop("SIGKILL");
      await pause(seconds * 500);
      await batches.send(20);
      await pause(seconds * 500);
      await batches.system.redis.restart();
      expect(await batches.violationsAtEnd()).toEqual([]);
    },
  );
}

faultTest(17, "started before Redis, processes accept images and process them later", undefined, async () => {
  proxy = await startTcpProxy();
  batches = await startSlowBatches(
    { workers: 1, waitReady: false, env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } },
    10,
  );
  const { system, caller } = batches;
  await system.untilAnswering();
  await batches.send(10);
  expect((await fetch(`${system.url}/readyz`)).status).toBe(503);
  expect(await caller.status(batches.acknowledged[0]?.batchId as string)).toMatchObject({ total: 10, processed: 0 });
  proxy.target = Number(new URL(system.redis.url).port);
  await system.untilReady();
  await batches.send(10);
  expect(await batches.violationsAtEnd()).toEqual([]);
});

faultTest(18, "a full Redis delays processing and loses nothing that is submitted meanwhile", undefined, async () => {
  batches = await startSlowBatches();
  const first = await batches.send();
  await batches.caller.untilProcessed(first, 10);
  await batches.system.redis.command("CONFIG", "SET", "maxmemory", "1");
  await batches.send(20);
  await pause(2_000);
  await batches.system.redis.command("CONFIG", "SET", "maxmemory", "0");
  expect(await batches.violationsAtEnd()).toEqual([]);
});

faultTest(18, "with a Redis that may evict keys the system is not ready", undefined, async () => {
  batches = await startSlowBatches({ workers: 1 });
  const ready = async (): Promise<number> => (await fetch(`${batches.system.url}/readyz`)).status;
  await batches.system.redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
  // One reading is shared by all who ask in a moment.
  await until(async () => (await ready()) === 503, "the system is not ready");
  await batches.system.redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
  await until(async () => (await ready()) === 200, "the system is ready");
});

faultTest(19, "Redis hangs for longer than a lock: each item gets one result", undefined, async () => {
  batches = await startSlowBatches();
  await batches.follow();
  const id = await batches.send(80);
  await batches.caller.untilProcessed(id, 10);
  for (let i = 0; i < (FULL ? 5 : 1); i += 1) {
    await batches.system.redis.command("DEBUG", "SLEEP", "9").catch(() => undefined);
    await pause(1_000);
  }
  expect(await batches.violationsAtEnd()).toEqual([]);
});

faultTest(20, "connections to Redis that are reset, slow or silently dead are replaced", undefined, async () => {
  proxy = await startTcpProxy();
  batches = await startSlowBatches({ waitReady: false, env: { REDIS_URL: `redis://127.0.0.1:${proxy.port}` } });
  proxy.target = Number(new URL(batches.system.redis.url).port);
  await batches.system.untilReady();
  const id = await batches.send(120);
  await batches.caller.untilProcessed(id, 10);
  proxy.reset();
  await batches.caller.untilProcessed(id, 30);
  proxy.delayMs = 40;
  await batches.caller.untilProcessed(id, 50);
  proxy.delayMs = 0;
  if (FULL) {
    proxy.drops = true;
    await pause(2_000);
    proxy.drops = false;
    await batches.send(10);
  }
  expect(await batches.violationsAtEnd()).toEqual([]);
});

faultTest(
  25,
  "jobs that ended and stayed under their ids do not keep items from being processed",
  undefined,
  async () => {
    batches = await startSlowBatches({ workers: 0, waitReady: false }, 10);
    const { system } = batches;
    await system.untilAnswering();
    const id = await batches.send(20);
    const key = (name: string): string => `{symphony:queue}:chunks:${name}`;
    // A batch this small has a job for each image; the job id contains chunk and part.
    for (const [job, state] of [
      ["0-0", "failed"],
      ["0-1", "completed"],
      ["1-0", "failed"],
    ] as const) {
      expect(await system.redis.command("ZREM", key("prioritized"), `${id}-${job}`)).toBe(1);
      await system.redis.command("ZADD", key(state), String(Date.now()), `${id}-${job}`);
    }
    system.startWorker();
    expect(await batches.violationsAtEnd()).toEqual([]);
  },
);

faultTest(27, "a command of a test never reaches a Redis other than its own", undefined, async () => {
  batches = await startSlowBatches({ workers: 0, waitReady: false });
  const { redis } = batches.system;
  await redis.stop();
  const dir = await mkdtemp(join(tmpdir(), "symphony-foreign-"));
  const foreign = await startRedis({ dir, durable: false, port: Number(new URL(redis.url).port) });
  try {
    await expect(redis.command("FLUSHALL")).rejects.toThrow("not the Redis of the test");
  } finally {
    await foreign.stop();
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
    await redis.restart();
  }
});
