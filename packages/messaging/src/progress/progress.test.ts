import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { countsOf } from "@symphony/contract";
import { trackedBatch, resultRecord, startTestRedis } from "@symphony/test-support/redis";
import { openBus } from "./bus.ts";
import type { Bus } from "./bus.ts";
import { channels } from "./keys.ts";
import { createProgress, NOT_STARTED } from "./progress.ts";
import type { Progress } from "./progress.ts";
import { closeRedis, openRedis } from "./redis.ts";
import type { Redis } from "./redis.ts";
import type { WireEvent } from "./wire.ts";

let server: Awaited<ReturnType<typeof startTestRedis>>;
let redis: Redis;
let bus: Bus;
let progress: Progress;

const fail = (error: Error): void => {
  throw error;
};
beforeAll(async () => {
  server = await startTestRedis();
  redis = openRedis(server.url, "queue", fail);
  bus = openBus(server.url, fail);
  progress = createProgress(redis);
});
afterAll(async () => {
  await bus.close();
  await closeRedis(redis);
  await server.stop();
});

/** What a follower of the batch hears, with a moment for it to arrive. */
async function follow(channel: string): Promise<{ events: WireEvent[]; settle(): Promise<void> }> {
  const events: WireEvent[] = [];
  await bus.follow(channel, (event) => events.push(event));
  return { events, settle: () => new Promise((resolve) => setTimeout(resolve, 50)) };
}

test("an item reported by many is counted once, and its event carries the next seq", async () => {
  const batch = trackedBatch(30);
  const heard = await follow(channels.batch(batch.batch_id));
  await progress.seed(batch, NOT_STARTED);
  const verdicts = ["Valid", "Invalid", "Error"] as const;
  const reports = Array.from({ length: 90 }, (_, i) =>
    progress.count(batch, resultRecord(batch, i % 30, verdicts[i % 3] ?? "Valid")),
  );
  const counted = await Promise.all(reports);
  expect(counted.filter((each) => each?.counted)).toHaveLength(30);
  expect(await progress.status(batch.batch_id)).toMatchObject({
    status: "processing",
    counts: countsOf({ total: 30, valid: 10, invalid: 10, error: 10 }),
    seq: 30,
    progress: 100,
    queue_position: 0,
  });
  await heard.settle();
  expect(heard.events.map((event) => event.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  const frames = heard.events.map((event) => JSON.parse(event.json.toString()) as Record<string, unknown>);
  expect(frames[0]).toMatchObject({
    event: "progress",
    batch_id: batch.batch_id,
    processed: 1,
    total: 30,
    percentage: 3.3,
    eta_seconds: null,
    current_status: "Valid",
  });
  expect(frames.at(-1)).toMatchObject({ processed: 30, percentage: 100, eta_seconds: 0 });
  expect(new Set(frames.map((frame) => frame["current_file"]))).toEqual(
    new Set(Array.from({ length: 30 }, (_, i) => `${i} "x".jpg`)),
  );
});

test("lost counters are noticed, made anew from the rows, and count on", async () => {
  const batch = trackedBatch(10);
  await progress.seed(batch, NOT_STARTED);
  await progress.count(batch, resultRecord(batch, 3, "Valid"));
  await redis.flushall();
  expect(await progress.count(batch, resultRecord(batch, 4, "Invalid"))).toBeUndefined();
  await progress.seed(batch, {
    ...NOT_STARTED,
    verdicts: new Map([
      [3, "Valid"],
      [4, "Invalid"],
    ]),
    events: 2,
  });
  expect(await progress.count(batch, resultRecord(batch, 4, "Invalid"))).toMatchObject({
    counted: false,
    processed: 2,
  });
  expect(await progress.count(batch, resultRecord(batch, 9, "Error"))).toMatchObject({ counted: true, processed: 3 });
  expect(await progress.status(batch.batch_id)).toMatchObject({ seq: 3, valid: 1, invalid: 1, error: 1 });
});

test("the time left goes by the pace since counting began again, and without pauses", async () => {
  const batch = trackedBatch(1_000);
  const done = new Map(Array.from({ length: 900 }, (_, seq) => [seq, "Valid" as const]));
  const etaAfter = async (seq: number, pauseMs: number): Promise<number | null | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await progress.count(batch, resultRecord(batch, seq, "Valid"));
    return (await progress.status(batch.batch_id))?.eta_seconds;
  };
  await progress.seed(batch, { ...NOT_STARTED, verdicts: done, events: 900 });
  expect(await etaAfter(900, 0)).toBeNull();
  // 98 images are left, of which one takes 200 ms.
  expect(await etaAfter(901, 200)).toBeGreaterThanOrEqual(19);
  await progress.setStatus(batch.batch_id, "paused");
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await progress.setStatus(batch.batch_id, "processing");
  expect(await etaAfter(902, 0)).toBeNull();
  expect(await etaAfter(903, 100)).toBeLessThan(96);
});

test("seeding a batch that counts already changes nothing", async () => {
  const batch = trackedBatch(5);
  await progress.seed(batch, { ...NOT_STARTED, verdicts: new Map([[0, "Valid"]]), events: 1 });
  await progress.seed(batch, NOT_STARTED);
  expect(await progress.status(batch.batch_id)).toMatchObject({ processed: 1, seq: 1 });
});

test("the end is told once, to the batch's and the client's followers", async () => {
  const batch = trackedBatch(1, { client_id: "ender" });
  const heard = [await follow(channels.batch(batch.batch_id)), await follow(channels.client("ender"))];
  const final = {
    batch_id: batch.batch_id,
    status: "completed" as const,
    events: 1,
    counts: countsOf({ total: 1, valid: 1, invalid: 0, error: 0 }),
    errors_by_category: {},
    valid_by_stage: {},
    completed_at: "2026-01-01T00:00:00.000Z",
  };
  await progress.seed(batch, NOT_STARTED);
  expect(await Promise.all([progress.complete(batch, final), progress.complete(batch, final)])).toEqual(
    expect.arrayContaining([true, false]),
  );
  await heard[0]?.settle();
  for (const { events } of heard) {
    expect(events.map((event) => JSON.parse(event.json.toString()) as unknown)).toEqual([
      expect.objectContaining({ event: "complete", batch_id: batch.batch_id, processed: 1, percentage: 100 }),
    ]);
  }
  expect(await progress.status(batch.batch_id)).toMatchObject({
    status: "completed",
    queue_position: null,
    completed_at: final.completed_at,
  });
});

test("a client's batches are listed newest first, and singles are not", async () => {
  const at = (second: number): string => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
  const batches = [1, 3, 2].map((second) => trackedBatch(2, { client_id: "lister", accepted_at: at(second) }));
  for (const batch of [...batches, trackedBatch(1, { client_id: "lister", single: true })])
    await progress.seed(batch, NOT_STARTED);
  const listed = (await progress.statusesOf("lister")).map((status) => status.batch_id);
  expect(listed).toEqual([batches[1], batches[2], batches[0]].map((batch) => batch?.batch_id));
  expect(await progress.cursorsOf("lister")).toEqual(
    listed.map((batch_id) => ({ batch_id, seq: 0, status: "processing" })),
  );
  expect(await progress.cursor(trackedBatch(1).batch_id)).toBeUndefined();
  expect(await progress.markClientSeen("lister")).toBe(false);
  expect(await progress.markClientSeen("lister")).toBe(true);
});

test("the place in the queue counts the batches accepted before", async () => {
  await redis.flushall();
  const [first, second] = [
    trackedBatch(2, { accepted_at: "2026-01-01T00:00:00.000Z" }),
    trackedBatch(2, { accepted_at: "2026-01-01T00:00:01.000Z" }),
  ];
  for (const batch of [second, first]) await progress.seed(batch, NOT_STARTED);
  expect(
    [await progress.status(first.batch_id), await progress.status(second.batch_id)].map(
      (status) => status?.queue_position,
    ),
  ).toEqual([0, 1]);
});
