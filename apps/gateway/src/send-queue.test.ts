import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { COALESCE_MS, LOST_READER_BYTES, SLOW_READER_BYTES } from "./config.ts";
import { createSendQueue } from "./send-queue.ts";
import { framed, textOf } from "./text-frame.ts";
import type { Framed } from "./text-frame.ts";

function createSink() {
  return {
    frames: [] as string[],
    unread: 0,
    terminated: false,
    send(frame: string | Buffer) {
      this.frames.push(typeof frame === "string" ? frame : textOf(frame));
    },
    terminate() {
      this.terminated = true;
    },
  };
}

const jsonOf = (seq: number, batchId: string): string =>
  JSON.stringify({
    event: "progress",
    batch_id: batchId,
    seq,
    processed: seq,
    current_file: `${seq}.jpg`,
    current_status: "Valid",
  });
const event = (seq: number, batchId = "b"): Framed =>
  framed({ event: "progress", batchId, seq, json: Buffer.from(jsonOf(seq, batchId)) });

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("a plain reader", () => {
  test("gets every event as it comes", () => {
    const sink = createSink();
    const outbox = createSendQueue(sink, false);
    for (const seq of [1, 2, 3]) outbox.progress(event(seq));
    expect(sink.frames).toEqual([1, 2, 3].map((seq) => jsonOf(seq, "b")));
  });

  test("that is slow gets only the newest event of each batch once it has caught up", () => {
    const sink = createSink();
    const outbox = createSendQueue(sink, false);
    sink.unread = SLOW_READER_BYTES + 1;
    for (let seq = 1; seq <= 1_000; seq += 1) outbox.progress(event(seq, seq % 2 === 0 ? "even" : "odd"));
    jest.advanceTimersByTime(COALESCE_MS * 3);
    expect(sink.frames).toEqual([]);
    sink.unread = 0;
    jest.advanceTimersByTime(COALESCE_MS);
    expect(sink.frames).toEqual([jsonOf(999, "odd"), jsonOf(1_000, "even")]);
  });

  test("that lets megabytes pile up is cut off", () => {
    const sink = createSink();
    const outbox = createSendQueue(sink, false);
    sink.unread = LOST_READER_BYTES + 1;
    outbox.progress(event(1));
    expect(sink.terminated).toBe(true);
  });
});

describe("a coalescing reader", () => {
  test("gets each item once, in at most one frame for every 50 ms", () => {
    const sink = createSink();
    const outbox = createSendQueue(sink, true);
    for (let seq = 1; seq <= 100; seq += 1) {
      outbox.progress(event(seq));
      jest.advanceTimersByTime(5);
    }
    jest.advanceTimersByTime(COALESCE_MS);
    const frames = sink.frames.map(
      (frame) => JSON.parse(frame) as { seq: number; items: Array<{ name: string }>; current_file?: string },
    );
    expect(frames.length).toBeLessThanOrEqual(11);
    expect(frames.flatMap((frame) => frame.items.map((item) => item.name))).toEqual(
      Array.from({ length: 100 }, (_, i) => `${i + 1}.jpg`),
    );
    expect(frames.at(-1)?.seq).toBe(100);
    expect(frames[0]?.current_file).toBeUndefined();
  });

  test("gets what waits before any other frame", () => {
    const sink = createSink();
    const outbox = createSendQueue(sink, true);
    outbox.progress(event(1));
    outbox.send('"end"');
    expect(sink.frames).toHaveLength(2);
    expect(sink.frames[1]).toBe('"end"');
  });
});
