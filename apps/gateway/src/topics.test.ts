import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { channels, createProgress, NOT_STARTED, openBus, openRedis } from "@symphony/messaging";
import type { Bus, Progress, Redis, TrackedBatch } from "@symphony/messaging";
import { resultRecord, startTestRedis, trackedBatch } from "@symphony/test-support/redis";
import { until } from "@symphony/test-support/system";
import { createClient } from "./client.ts";
import type { Topic } from "./subscription.ts";
import { createTopics } from "./topics.ts";
import type { Topics } from "./topics.ts";

/** More topics than are compared at once. */
const TOPICS = 600;

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let bus: Bus;
let progress: Progress;
let topics: Topics;
const fail = (): never => {
  throw new Error("must not be called");
};

beforeAll(async () => {
  server = await startTestRedis();
  [redis, bus] = [openRedis(server.url, "queue", () => undefined), openBus(server.url, () => undefined)];
  progress = createProgress(redis);
  topics = createTopics(bus, progress, () => undefined);
});
afterAll(async () => {
  await bus.close();
  redis.disconnect();
  await server.stop();
});

/** A client, and its frames in short: `progress 1`, `connected 2`. */
interface Listener {
  frames: string[];
  leave(): void;
}

async function listen(batch: TrackedBatch): Promise<Listener> {
  const frames: string[] = [];
  const send = (frame: string | Buffer): void => {
    const { event, seq, batches } = JSON.parse(frame.toString()) as {
      event: string;
      seq?: number;
      batches?: Array<{ seq: number; status: string }>;
    };
    const status = batches?.[0]?.status === "processing" ? "" : ` ${batches?.[0]?.status}`;
    frames.push(`${event} ${seq ?? `${batches?.[0]?.seq}${status}`}`);
  };
  const topic: Topic = { kind: "batch", id: batch.batch_id };
  const client = createClient({ bufferedAmount: 0, send, terminate: fail }, false);
  await topics.subscribe(topic, client);
  return { frames, leave: () => topics.unsubscribe(topic, client) };
}

async function seeded(): Promise<TrackedBatch> {
  const batch = trackedBatch(10);
  await progress.seed(batch, NOT_STARTED);
  return batch;
}

/** Counts an item of each batch while no subscription is active. */
async function loseAnEvent(batches: readonly TrackedBatch[]): Promise<void> {
  await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
  await Promise.all(batches.map((batch) => progress.count(batch, resultRecord(batch, 0, "Valid"))));
}

test("F-33: lost events show at the second comparison, in each of many topics, and once", async () => {
  const batches = await Promise.all(Array.from({ length: TOPICS }, seeded));
  const listeners = await Promise.all(batches.map(listen));
  await topics.resync();
  await loseAnEvent(batches);
  await topics.resync();
  expect(listeners.flatMap(({ frames }) => frames)).toEqual(Array(TOPICS).fill("connected 0"));
  await topics.resync();
  await topics.resync();
  for (const { frames } of listeners) expect(frames).toEqual(["connected 0", "connected 1"]);
  for (const { leave } of listeners) leave();
});

test("F-72: a changed status is published, and shows at once and not again", async () => {
  const batch = await seeded();
  const { frames, leave } = await listen(batch);
  await progress.setStatus(batch, "paused", 0);
  await progress.setStatus(batch, "processing", 0);
  await until(() => frames.length === 3, "the events arrive");
  await topics.resync();
  await topics.resync();
  expect(frames.map((frame) => frame.split(" ")[0])).toEqual(["connected", "status", "status"]);
  leave();
});

test("a changed status that nobody published shows at the next comparison, once", async () => {
  const batch = await seeded();
  const { frames, leave } = await listen(batch);
  // As a process of an older version does, which publishes nothing.
  const setStatus = (status: string) => redis.hset(`symphony:{${batch.batch_id}}:progress`, "status", status);
  await setStatus("paused");
  await topics.resync();
  await topics.resync();
  await setStatus("processing");
  await topics.resync();
  await topics.resync();
  expect(frames).toEqual(["connected 0", "connected 0 paused", "connected 0"]);
  leave();
});

test("a topic has one subscription for as long as it has clients", async () => {
  const batch = await seeded();
  const [first, second] = [await listen(batch), await listen(batch)];
  const channel = channels.batch(batch.batch_id);
  first.leave();
  first.leave();
  await progress.count(batch, resultRecord(batch, 0, "Valid"));
  await until(() => second.frames.length === 2, "the event arrives");
  expect([first.frames, second.frames]).toEqual([["connected 0"], ["connected 0", "progress 1"]]);
  expect(await redis.pubsub("NUMSUB", channel)).toEqual([channel, 1]);
  second.leave();
  await until(async () => (await redis.pubsub("NUMSUB", channel))[1] === 0, "the subscription ends");
});
