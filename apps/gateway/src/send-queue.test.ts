import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { COALESCE_MS, LOST_READER_BYTES, SLOW_READER_BYTES } from "./config.ts";
import type { WireEvent } from "@symphony/messaging";
import { createSendQueue } from "./send-queue.ts";

function createSocket() {
  return {
    frames: [] as string[],
    bufferedAmount: 0,
    terminated: false,
    send(frame: string | Buffer) {
      this.frames.push(frame.toString());
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
    item_seq: 100 + seq,
    current_file: `${seq}.jpg`,
    current_status: "Valid",
  });
const event = (seq: number, batchId = "b"): WireEvent => ({
  event: "progress",
  batchId,
  seq,
  json: Buffer.from(jsonOf(seq, batchId)),
});

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

describe("a plain reader", () => {
  test("gets every event as it is", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, false);
    for (const seq of [1, 2, 3]) queue.progress(event(seq));
    expect(socket.frames).toEqual([1, 2, 3].map((seq) => jsonOf(seq, "b")));
  });

  test("that is slow gets only the newest event of each batch, once it has caught up", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, false);
    socket.bufferedAmount = SLOW_READER_BYTES + 1;
    for (let seq = 1; seq <= 1_000; seq += 1) queue.progress(event(seq, seq % 2 === 0 ? "even" : "odd"));
    jest.advanceTimersByTime(COALESCE_MS * 3);
    expect(socket.frames).toEqual([]);
    socket.bufferedAmount = 0;
    jest.advanceTimersByTime(COALESCE_MS);
    expect(socket.frames).toEqual([jsonOf(999, "odd"), jsonOf(1_000, "even")]);
  });

  test("with megabytes of unsent bytes is disconnected", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, false);
    socket.bufferedAmount = LOST_READER_BYTES + 1;
    queue.progress(event(1));
    expect(socket.terminated).toBe(true);
  });
});

describe("a coalescing reader", () => {
  test("gets each item once, in at most one frame every 50 ms", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, true);
    for (let seq = 1; seq <= 100; seq += 1) {
      queue.progress(event(seq));
      jest.advanceTimersByTime(5);
    }
    jest.advanceTimersByTime(COALESCE_MS);
    const frames = socket.frames.map(
      (frame) => JSON.parse(frame) as { seq: number; items: object[]; item_seq?: number; current_file?: string },
    );
    expect(frames.length).toBeLessThanOrEqual(11);
    expect(frames.flatMap((frame) => frame.items)).toEqual(
      Array.from({ length: 100 }, (_, i) => ({ seq: 101 + i, name: `${i + 1}.jpg`, status: "Valid" })),
    );
    expect(frames.at(-1)?.seq).toBe(100);
    expect([frames[0]?.current_file, frames[0]?.item_seq]).toEqual([undefined, undefined]);
  });

  test("gets items of older workers, which publish no seq, as -1", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, true);
    const old = JSON.stringify({ ...JSON.parse(jsonOf(1, "b")), item_seq: undefined });
    queue.progress({ ...event(1), json: Buffer.from(old) });
    jest.advanceTimersByTime(COALESCE_MS);
    expect(JSON.parse(socket.frames[0] ?? "")).toMatchObject({ items: [{ seq: -1, name: "1.jpg" }] });
  });

  test("gets waiting items before any other frame", () => {
    const socket = createSocket();
    const queue = createSendQueue(socket, true);
    queue.progress(event(1));
    queue.send('"end"');
    expect(socket.frames).toHaveLength(2);
    expect(socket.frames[1]).toBe('"end"');
  });
});
