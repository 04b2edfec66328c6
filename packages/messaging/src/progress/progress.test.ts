import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { countsOf, progressEventSchema } from "@symphony/contract";
import { resultRecord, trackedBatch, startTestRedis } from "@symphony/test-support/redis";
import { openBus } from "../events/bus.ts";
import type { Bus } from "../events/bus.ts";
import type { WireEvent } from "../events/wire.ts";
import { channels, keys } from "../redis/keys.ts";
import { closeRedis, openRedis } from "../redis/redis.ts";
import type { Redis } from "../redis/redis.ts";
import { NOT_STARTED } from "./batch-progress.ts";
import { createProgress } from "./progress.ts";
import type { Progress } from "./progress.ts";

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

/** Events on a channel; `settle` gives them a moment to arrive. */
async function subscribe(channel: string): Promise<{ events: WireEvent[]; settle(): Promise<void> }> {
  const events: WireEvent[] = [];
  await bus.subscribe(channel, (event) => events.push(event));
  return { events, settle: () => new Promise((resolve) => setTimeout(resolve, 50)) };
}

test("an item that several workers report is counted once, and its event has the next seq", async () => {
  const batch = trackedBatch(30);
  const received = await subscribe(channels.batch(batch.batch_id));
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
  await received.settle();
  expect(received.events.map((event) => event.seq)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  const frames = received.events.map((event) => progressEventSchema.parse(JSON.parse(event.json.toString())));
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
  expect(new Map(frames.map((frame) => [frame.item_seq, frame.current_file]))).toEqual(
    new Map(Array.from({ length: 30 }, (_, i) => [i, `${i} "x".jpg`])),
  );
});

test("lost counters are noticed, rebuilt from the results, and continue", async () => {
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

test("the time left is estimated from the pace since counting restarted, without pauses", async () => {
  const batch = trackedBatch(1_000);
  const done = new Map(Array.from({ length: 900 }, (_, seq) => [seq, "Valid" as const]));
  const etaAfter = async (seq: number, pauseMs: number): Promise<number | null | undefined> => {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    await progress.count(batch, resultRecord(batch, seq, "Valid"));
    return (await progress.status(batch.batch_id))?.eta_seconds;
  };
  await progress.seed(batch, { ...NOT_STARTED, verdicts: done, events: 900 });
  expect(await etaAfter(900, 0)).toBeNull();
  // 98 images are left, at 200 ms each.
  expect(await etaAfter(901, 200)).toBeGreaterThanOrEqual(19);
  await progress.setStatus(batch, "paused", 0);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await progress.setStatus(batch, "processing", 0);
  expect(await etaAfter(902, 0)).toBeNull();
  expect(await etaAfter(903, 100)).toBeLessThan(96);
});

test("seeding existing counters changes nothing", async () => {
  const batch = trackedBatch(5);
  await progress.seed(batch, { ...NOT_STARTED, verdicts: new Map([[0, "Valid"]]), events: 1 });
  await progress.seed(batch, NOT_STARTED);
  expect(await progress.status(batch.batch_id)).toMatchObject({ processed: 1, seq: 1 });
});

test("the end is published once, to the channels of the batch and of the client", async () => {
  const batch = trackedBatch(1, { client_id: "finisher" });
  const received = [await subscribe(channels.batch(batch.batch_id)), await subscribe(channels.client("finisher"))];
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
  expect(await Promise.all([progress.complete(batch, final, 0), progress.complete(batch, final, 0)])).toEqual(
    expect.arrayContaining([true, false]),
  );
  await received[0]?.settle();
  for (const { events } of received) {
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

test("the end of a run leaves the counters of a newer run alone, which has its own end", async () => {
  const batch = trackedBatch(2);
  const { events, settle } = await subscribe(channels.batch(batch.batch_id));
  const finalOf = (valid: number) => ({
    batch_id: batch.batch_id,
    status: "completed" as const,
    events: 2 + valid,
    counts: countsOf({ total: 2, valid, invalid: 0, error: 2 - valid }),
    completed_at: `2026-01-01T00:00:0${valid}.000Z`,
  });
  await progress.restart(batch, { ...NOT_STARTED, events: 2 }, 1);
  expect(await progress.complete(batch, finalOf(0), 0)).toBe(false);
  expect(await progress.status(batch.batch_id)).toMatchObject({
    status: "processing",
    completed_at: null,
    processed: 0,
  });
  expect(await redis.zscore(keys.active, batch.batch_id)).not.toBeNull();
  expect(await progress.complete(batch, finalOf(2), 1)).toBe(true);
  expect(await progress.complete(batch, finalOf(0), 0)).toBe(false);
  expect(await progress.status(batch.batch_id)).toMatchObject({ status: "completed", valid: 2, error: 0 });
  expect(await redis.zscore(keys.active, batch.batch_id)).toBeNull();
  await settle();
  const ends = events.map((event) => JSON.parse(event.json.toString())).filter(({ event }) => event === "complete");
  expect(ends).toEqual([expect.objectContaining({ valid: 2 })]);
});

test("a run whose start was lost is completed over the end of the run before, once", async () => {
  const batch = trackedBatch(1);
  const finalOf = (second: number) => ({
    batch_id: batch.batch_id,
    status: "completed" as const,
    events: second,
    counts: countsOf({ total: 1, valid: second - 1, invalid: 0, error: 2 - second }),
    completed_at: `2026-01-01T00:00:0${second}.000Z`,
  });
  await progress.seed(batch, NOT_STARTED);
  expect(await progress.complete(batch, finalOf(1), 0)).toBe(true);
  expect(await progress.complete(batch, finalOf(2), 1)).toBe(true);
  expect(await progress.complete(batch, finalOf(2), 1)).toBe(false);
  expect(await progress.status(batch.batch_id)).toMatchObject({ valid: 1, completed_at: finalOf(2).completed_at });
  // The start of the run was on its way all the time.
  await progress.restart(batch, { ...NOT_STARTED, events: 1 }, 1);
  expect(await progress.status(batch.batch_id)).toMatchObject({ status: "completed", valid: 1 });
});

test("counters of a run are replaced once, however many say that it started, and where they ran ahead of the store", async () => {
  const batch = trackedBatch(2);
  await progress.seed(batch, NOT_STARTED);
  const { events, settle } = await subscribe(channels.batch(batch.batch_id));
  await progress.restart(batch, { ...NOT_STARTED, events: 2 }, 1);
  await progress.count(batch, resultRecord(batch, 0, "Valid"));
  await progress.restart(batch, { ...NOT_STARTED, events: 2 }, 1, "2026-01-01T00:00:01.000Z");
  expect(await progress.status(batch.batch_id)).toMatchObject({ processed: 1 });
  await settle();
  const starts = events
    .map((event) => JSON.parse(event.json.toString()))
    .filter(({ event }) => event === "retry_start");
  expect(starts).toHaveLength(1);
  const completed_at = "2026-01-01T00:00:02.000Z";
  const counts = countsOf({ total: 2, valid: 2, invalid: 0, error: 0 });
  await progress.complete(batch, { batch_id: batch.batch_id, status: "completed", events: 4, counts, completed_at }, 1);
  await progress.restart(batch, { ...NOT_STARTED, events: 2 }, 1, completed_at);
  expect(await progress.status(batch.batch_id)).toMatchObject({ status: "processing", processed: 0 });
});

test("rebuilt counters know their run, and counters of older versions, which do not, are completed", async () => {
  const [rebuilt, older] = [trackedBatch(1), trackedBatch(1)];
  const finalOf = (batch: typeof rebuilt) => ({
    batch_id: batch.batch_id,
    status: "completed" as const,
    events: 1,
    counts: countsOf({ total: 1, valid: 1, invalid: 0, error: 0 }),
    completed_at: "2026-01-01T00:00:00.000Z",
  });
  for (const batch of [rebuilt, older]) await progress.seed(batch, NOT_STARTED, 2);
  await redis.hdel(keys.progress(older.batch_id), "run");
  expect(await progress.complete(rebuilt, finalOf(rebuilt), 1)).toBe(false);
  expect(await progress.complete(rebuilt, finalOf(rebuilt), 2)).toBe(true);
  expect(await progress.complete(older, finalOf(older), 1)).toBe(true);
});

test("batches of a client are listed newest first, and single checks are not listed", async () => {
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

test("the queue position counts the batches accepted before", async () => {
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
