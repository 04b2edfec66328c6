import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { startTestRedis } from "@symphony/test-support/redis";
import { createMailWindow } from "./mail-window.ts";
import { closeRedis, openRedis } from "./redis/redis.ts";
import type { Redis } from "./redis/redis.ts";

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

test("the first mail goes at once, those after it wait, and the next one takes all that wait", async () => {
  const window = createMailWindow(redis, 600);
  const [first, second, third, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  expect(await window.take("Qa@example.com", first)).toEqual({ others: [] });
  // A mail that failed is tried again within its own window.
  expect(await window.take("qa@example.com", first)).toEqual({ others: [] });
  for (const batch of [second, third])
    expect(await window.take("qa@example.com", batch)).toEqual({ waitMs: expect.any(Number) });
  expect(await window.take("other@example.com", other)).toEqual({ others: [] });
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(await window.take("qa@example.com", third)).toEqual({ others: [second] });
  expect(await window.take("qa@example.com", second)).toEqual({ waitMs: expect.any(Number) });
});

test("one mail tells of a bounded number of batches", async () => {
  const [long, over] = [createMailWindow(redis, 600_000), createMailWindow(redis, 1)];
  await long.take("many@example.com", randomUUID());
  for (let i = 0; i < 250; i += 1) await long.take("many@example.com", randomUUID());
  await redis.del(...(await redis.keys("symphony:mail:*:window")));
  const turn = await over.take("many@example.com", randomUUID());
  expect("others" in turn && turn.others).toHaveLength(199);
});
