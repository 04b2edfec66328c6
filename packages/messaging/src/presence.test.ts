import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { startTestRedis } from "@symphony/test-support/redis";
import { claimEpoch, createPresence } from "./presence.ts";
import { closeRedis, openRedis } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;

beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", () => undefined);
});
beforeEach(async () => void (await redis.flushall()));
afterAll(async () => {
  await closeRedis(redis);
  await server.stop();
});

test("exactly one of several callers notices that Redis was emptied", async () => {
  expect((await Promise.all([claimEpoch(redis), claimEpoch(redis), claimEpoch(redis)])).filter(Boolean)).toHaveLength(
    1,
  );
  expect(await claimEpoch(redis)).toBe(false);
  await redis.flushall();
  expect(await claimEpoch(redis)).toBe(true);
});

test("only workers with a recent heartbeat are counted", async () => {
  const presence = createPresence(redis);
  await presence.announce("a");
  await presence.announce("b");
  await redis.zadd("symphony:workers", Date.now() - 60_000, "gone");
  expect(await presence.count()).toBe(2);
  await presence.leave("a");
  expect(await presence.count()).toBe(1);
});

const symphony = { name: "Symphony", stages: ["yolo", "verify"], words: ["symphony"], default: true };
const aria = { name: "Aria", stages: ["wordmark"], words: ["aria"], default: false };

test("the brands that living workers look for are known", async () => {
  const presence = createPresence(redis);
  await presence.announce("a", [symphony, aria]);
  await presence.announce("b", [aria]);
  await presence.announce("of an older version");
  await redis.zadd("symphony:brands", Date.now() - 60_000, "Gone");
  expect(await presence.brands()).toEqual(["Aria", "Symphony"]);
  expect(await presence.installedBrands()).toEqual([symphony, aria]);
});
