import type { BatchManifest } from "@symphony/batch-store";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { channels, createProgress, NOT_STARTED, openBus, openRedis } from "@symphony/messaging";
import type { Bus, Progress, Redis } from "@symphony/messaging";
import { trackedBatch, resultRecord, startTestRedis } from "@symphony/test-support/redis";
import type { Topic } from "./topic.ts";
import { createClient } from "./client.ts";
import { createRooms, RESYNC_TURNS } from "./rooms.ts";
import type { Rooms } from "./rooms.ts";
import { textOf } from "./text-frame.ts";
import { until } from "@symphony/test-support/system";

/** More than are looked at together. */
const ROOMS = 600;

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let bus: Bus;
let progress: Progress;
let rooms: Rooms;
const fail = (): never => {
  throw new Error("not to be called");
};

beforeAll(async () => {
  server = await startTestRedis();
  [redis, bus] = [openRedis(server.url, "queue", () => undefined), openBus(server.url, () => undefined)];
  progress = createProgress(redis);
  rooms = createRooms(bus, progress, () => undefined);
});
afterAll(async () => {
  await bus.close();
  redis.disconnect();
  await server.stop();
});

/** A socket's frames, as what they say first: `progress 1`, `connected 2`. */
interface Listener {
  heard: string[];
  leave(): void;
}

async function listen(batch: BatchManifest): Promise<Listener> {
  const heard: string[] = [];
  const note = (frame: string | Buffer): void => {
    const { event, seq, batches } = JSON.parse(typeof frame === "string" ? frame : textOf(frame)) as {
      event: string;
      seq?: number;
      batches?: Array<{ seq: number }>;
    };
    heard.push(`${event} ${seq ?? batches?.[0]?.seq}`);
  };
  const topic: Topic = { kind: "batch", id: batch.batch_id };
  const client = createClient({ unread: 0, send: note, terminate: fail }, false);
  await rooms.join(topic, client);
  return { heard, leave: () => rooms.leave(topic, client) };
}

async function seeded(): Promise<BatchManifest> {
  const batch = trackedBatch(10);
  await progress.seed(batch, NOT_STARTED);
  return batch;
}

/** Counts an item of each batch while Redis' news reach nobody. */
async function loseAnEvent(batches: readonly BatchManifest[]): Promise<void> {
  await redis.call("CLIENT", "KILL", "TYPE", "pubsub");
  await Promise.all(batches.map((batch) => progress.count(batch, resultRecord(batch, 0, "Valid"))));
}

async function lookAtAll(): Promise<void> {
  for (let turn = 0; turn < RESYNC_TURNS; turn += 1) await rooms.resync();
}

test("row 33: what was lost on the way shows at the second look, in every one of many rooms, and once", async () => {
  const batches = await Promise.all(Array.from({ length: ROOMS }, seeded));
  const listeners = await Promise.all(batches.map(listen));
  await lookAtAll();
  await loseAnEvent(batches);
  await lookAtAll();
  expect(listeners.flatMap(({ heard }) => heard)).toEqual(Array(ROOMS).fill("connected 0"));
  await lookAtAll();
  await lookAtAll();
  for (const { heard } of listeners) expect(heard).toEqual(["connected 0", "connected 1"]);
  for (const { leave } of listeners) leave();
});

test("a room is followed for as long as somebody is in it", async () => {
  const batch = await seeded();
  const [first, second] = [await listen(batch), await listen(batch)];
  const channel = channels.batch(batch.batch_id);
  first.leave();
  first.leave();
  await progress.count(batch, resultRecord(batch, 0, "Valid"));
  await until(() => second.heard.length === 2, "the event comes");
  expect([first.heard, second.heard]).toEqual([["connected 0"], ["connected 0", "progress 1"]]);
  expect(await redis.pubsub("NUMSUB", channel)).toEqual([channel, 1]);
  second.leave();
  await until(async () => (await redis.pubsub("NUMSUB", channel))[1] === 0, "nobody follows");
});
