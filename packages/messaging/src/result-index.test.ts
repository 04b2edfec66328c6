import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { startTestRedis } from "@symphony/test-support/redis";
import { closeRedis, openRedis } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";
import { createResultIndex } from "./result-index.ts";

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

test("a location is found by the image and by what inspected it, until it expires", async () => {
  const index = createResultIndex(redis, 200.5);
  const location = { batchId: randomUUID(), run: 1, seq: 7 };
  await index.put("image", "cascade", location);
  expect(await index.find("image", "cascade")).toEqual(location);
  expect(await index.find("image", "other cascade")).toBeUndefined();
  expect(await index.find("other image", "cascade")).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(await index.find("image", "cascade")).toBeUndefined();
});
