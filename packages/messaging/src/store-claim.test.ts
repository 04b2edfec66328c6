import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { startTestRedis } from "@symphony/test-support/redis";
import { closeRedis, openRedis } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";
import { claimRedisFor, ForeignStoreError } from "./store-claim.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
});
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
});

const ours = { id: "store-1", folder: "/data/photo exports" };
const other = { id: "store-2", folder: "/mnt/wrong" };

test("F-82: a process with another store than that of Redis is refused, and the message names both", async () => {
  await claimRedisFor(redis, ours);
  await claimRedisFor(redis, { ...ours, folder: "/the/same/store/elsewhere" });
  const refused = claimRedisFor(redis, other);
  await expect(refused).rejects.toThrow(ForeignStoreError);
  await expect(refused).rejects.toThrow(/\/mnt\/wrong.*store-2.*store-1.*\/data\/photo exports/);
});

test("F-82: a Redis that was emptied belongs to the store again", async () => {
  await redis.flushall();
  await claimRedisFor(redis, ours);
  await expect(claimRedisFor(redis, other)).rejects.toThrow(ForeignStoreError);
});
