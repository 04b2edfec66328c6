import { describe, expect, test } from "@jest/globals";
import { countsOf, statusOf } from "@symphony/contract";
import type { ConnectedEvent, Status } from "@symphony/contract";
import { createClient } from "./client.ts";
import { framed, textOf } from "./text-frame.ts";
import type { Framed } from "./text-frame.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

function createSink() {
  const frames: Array<Record<string, unknown>> = [];
  return {
    frames,
    unread: 0,
    send: (frame: string | Buffer) =>
      void frames.push(JSON.parse(typeof frame === "string" ? frame : textOf(frame)) as never),
    terminate: () => undefined,
  };
}

const progress = (seq: number, batchId = BATCH): Framed =>
  framed({ event: "progress", batchId, seq, json: Buffer.from(JSON.stringify({ event: "progress", seq })) });
const end = framed({
  event: "complete",
  batchId: BATCH,
  seq: 0,
  json: Buffer.from(JSON.stringify({ event: "complete" })),
});

function statusAt(seq: number, status: "processing" | "completed" = "processing"): Status {
  const counts = countsOf({ total: 10, valid: seq, invalid: 0, error: 0 });
  return statusOf({
    batch_id: BATCH,
    status,
    counts,
    created_at: "t",
    started_at: "t",
    completed_at: null,
    eta_seconds: null,
    queue_position: 0,
    seq,
  });
}
const snapshot = (...batches: Status[]): ConnectedEvent => ({
  event: "connected",
  message: "connected",
  client_id: "c",
  batches,
  recovered_batches: [],
});

describe("a client", () => {
  test("gets the snapshot first, then what came meanwhile and is newer, each event once", () => {
    const sink = createSink();
    const client = createClient(sink, false);
    for (const seq of [3, 4, 5]) client.onEvent(progress(seq));
    expect(sink.frames).toEqual([]);
    client.start(snapshot(statusAt(4)));
    for (const seq of [5, 6, 6]) client.onEvent(progress(seq));
    expect(sink.frames.map((frame) => frame["seq"] ?? frame["event"])).toEqual(["connected", 5, 6]);
  });

  test("of several batches gets each one's events once, in whatever order they come", () => {
    const sink = createSink();
    const client = createClient(sink, false);
    client.start(snapshot());
    const other = BATCH.replace("0b", "1b");
    for (const seq of [1, 1, 2]) for (const batchId of [BATCH, other]) client.onEvent(progress(seq, batchId));
    client.onEvent(progress(1, BATCH));
    expect(sink.frames.slice(1).map((frame) => frame["seq"])).toEqual([1, 1, 2, 2]);
  });

  test("hears of the end once, whether from the snapshot, an event or both", () => {
    const sink = createSink();
    const client = createClient(sink, false);
    client.onEvent(end);
    client.start(snapshot(statusAt(10, "completed")));
    client.onEvent(end);
    expect(client.isBehind([statusAt(10, "completed")])).toBe(false);
    expect(sink.frames.map((frame) => frame["event"])).toEqual(["connected", "complete"]);
  });

  test("gets a new snapshot when events were lost, and not when they are merely under way", () => {
    const sink = createSink();
    const client = createClient(sink, false);
    client.start(snapshot(statusAt(2)));
    expect(client.isBehind([statusAt(2)])).toBe(false);
    for (const seq of [3, 4, 5]) client.onEvent(progress(seq));
    expect(client.isBehind([statusAt(5)])).toBe(false);
    expect(client.isBehind([statusAt(7)])).toBe(true);
    client.resync([statusAt(8)]);
    expect(sink.frames.at(-1)).toMatchObject({
      event: "connected",
      message: "reconnected",
      recovered_batches: [BATCH],
      batches: [{ seq: 8 }],
    });
    client.onEvent(progress(8));
    client.onEvent(progress(9));
    expect(sink.frames.at(-1)).toMatchObject({ seq: 9 });
    expect(sink.frames).toHaveLength(6);
  });

  test.each(["", "{", "[]", '{"event":"other"}', "null"])("says nothing to %j", (text) => {
    const sink = createSink();
    createClient(sink, false).onMessage(text);
    expect(sink.frames).toEqual([]);
  });
});
