import { describe, expect, test } from "@jest/globals";
import { countsOf, statusOf } from "@symphony/contract";
import type { BatchStatus, ConnectedEvent, Status, StatusEvent } from "@symphony/contract";
import type { WireEvent } from "@symphony/messaging";
import { createClient } from "./client.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

function createSocket() {
  const frames: Array<Record<string, unknown>> = [];
  return {
    frames,
    bufferedAmount: 0,
    send: (frame: string | Buffer) => void frames.push(JSON.parse(frame.toString()) as never),
    terminate: () => undefined,
  };
}

function wireEvent(event: WireEvent["event"], seq = 0, batchId = BATCH): WireEvent {
  return { event, batchId, seq, json: Buffer.from(JSON.stringify({ event, seq })) };
}
const progress = (seq: number, batchId = BATCH): WireEvent => wireEvent("progress", seq, batchId);
const end = wireEvent("complete");
const OTHER = BATCH.replace("0b", "1b");
function statusEvent(status: StatusEvent["status"]): WireEvent {
  const event = { event: "status", batch_id: BATCH, status, run: 0, timestamp: new Date().toISOString() } as const;
  return { ...wireEvent("status"), json: Buffer.from(JSON.stringify(event)) };
}

function statusAt(seq: number, status: BatchStatus = "processing"): Status {
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
  test("gets the snapshot first, then newer events that came meanwhile, each once", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    for (const seq of [3, 4, 5]) client.onEvent(progress(seq));
    expect(socket.frames).toEqual([]);
    client.start(snapshot(statusAt(4)), []);
    for (const seq of [5, 6, 6]) client.onEvent(progress(seq));
    expect(socket.frames.map((frame) => frame["seq"] ?? frame["event"])).toEqual(["connected", 5, 6]);
  });

  test("is acknowledged a heartbeat that comes before the snapshot behind it", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    for (const timestamp of [1, 2]) client.onMessage(JSON.stringify({ event: "heartbeat", timestamp }));
    expect(socket.frames).toEqual([]);
    client.start(snapshot(), []);
    client.onMessage(JSON.stringify({ event: "heartbeat", timestamp: 3 }));
    expect(socket.frames.map((frame) => frame["timestamp"] ?? frame["event"])).toEqual(["connected", 1, 2, 3]);
  });

  test("of several batches gets the events of each once, in any order of the batches", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    client.start(snapshot(), []);
    const other = BATCH.replace("0b", "1b");
    for (const seq of [1, 1, 2]) for (const batchId of [BATCH, other]) client.onEvent(progress(seq, batchId));
    client.onEvent(progress(1, BATCH));
    expect(socket.frames.slice(1).map((frame) => frame["seq"])).toEqual([1, 1, 2, 2]);
  });

  test("gets the end once, whether from the snapshot, an event or both", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    client.onEvent(end);
    client.start(snapshot(statusAt(10, "completed")), []);
    client.onEvent(end);
    const cursors = [statusAt(10, "completed")];
    expect(client.isBehind(cursors, cursors)).toBe(false);
    expect(socket.frames.map((frame) => frame["event"])).toEqual(["connected", "complete"]);
  });

  test("gets a new snapshot when events were lost, and not while they are on their way", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    client.start(snapshot(statusAt(2)), []);
    expect(client.isBehind([statusAt(2)], [statusAt(9)])).toBe(false);
    for (const seq of [3, 4, 5]) client.onEvent(progress(seq));
    expect(client.isBehind([statusAt(5)], [statusAt(9)])).toBe(false);
    expect(client.isBehind([statusAt(7)], [statusAt(9)])).toBe(true);
    client.resync([statusAt(8)]);
    expect(socket.frames.at(-1)).toMatchObject({
      event: "connected",
      message: "reconnected",
      recovered_batches: [BATCH],
      batches: [{ seq: 8 }],
    });
    client.onEvent(progress(8));
    client.onEvent(progress(9));
    expect(socket.frames.at(-1)).toMatchObject({ seq: 9 });
    expect(socket.frames).toHaveLength(6);
  });

  test("gets a new snapshot as soon as the status changes, and the end by its event", () => {
    const socket = createSocket();
    const client = createClient(socket, false);
    client.start(snapshot(statusAt(2)), []);
    expect(client.isBehind([], [statusAt(2, "paused")])).toBe(true);
    client.resync([statusAt(2, "paused")]);
    expect(client.isBehind([], [statusAt(2, "paused")])).toBe(false);
    expect(client.isBehind([], [statusAt(2)])).toBe(true);
    client.resync([statusAt(2)]);
    expect(client.isBehind([], [statusAt(10, "completed")])).toBe(false);
    client.onEvent(end);
    expect(client.isBehind([statusAt(2)], [statusAt(2)])).toBe(false);
    expect(socket.frames.map((frame) => frame["event"])).toEqual(["connected", "connected", "connected", "complete"]);
  });

  test("that came while Redis was away gets the end of what it saw going on, and of nothing else", () => {
    for (const [seen, ends] of [
      [true, 1],
      [false, 0],
    ] as const) {
      const socket = createSocket();
      const client = createClient(socket, false);
      client.start(snapshot(), undefined);
      if (seen) client.onEvent(progress(1));
      // The event of the end was lost.
      client.resync([statusAt(10, "completed")]);
      client.resync([statusAt(10, "completed")]);
      expect(socket.frames.filter(({ event }) => event === "complete")).toHaveLength(ends);
    }
  });

  test("gets the end of a batch that ended while nobody was connected, and of no other", () => {
    const socket = createSocket();
    const client = createClient(socket, true);
    const [away, earlier] = [statusAt(10, "completed"), { ...statusAt(10, "completed"), batch_id: OTHER }];
    client.start(snapshot(away, earlier), [away]);
    client.resync([away, earlier]);
    expect(socket.frames.filter(({ event }) => event === "complete")).toMatchObject([{ batch_id: BATCH }]);
  });

  test.each([
    [false, "a number", expect.any(Number)],
    [true, "ISO 8601", expect.stringMatching(/^20.*Z$/)],
  ])("with coalescing %s gets timestamps as %s", (coalesced, _name, expected) => {
    const socket = createSocket();
    const client = createClient(socket, coalesced);
    client.start(snapshot(), []);
    client.onEvent(statusEvent("paused"));
    expect(socket.frames.at(-1)).toEqual({
      event: "status",
      batch_id: BATCH,
      status: "paused",
      run: 0,
      timestamp: expected,
    });
    expect(client.isBehind([], [statusAt(0, "paused")])).toBe(false);
    expect(client.isBehind([], [statusAt(0)])).toBe(true);
  });

  test.each([[1767225600.25], ["2026-01-01T00:00:00Z"], [null], [undefined]])(
    "echoes the heartbeat's timestamp %j",
    (timestamp) => {
      const socket = createSocket();
      const client = createClient(socket, false);
      client.start(snapshot(), []);
      client.onMessage(JSON.stringify({ event: "heartbeat", timestamp }));
      expect(socket.frames.slice(1)).toEqual([{ event: "heartbeat_ack", timestamp: timestamp ?? null }]);
    },
  );

  test.each(["with its retry_start", "without it"])("gets the end of a second run, %s", (how) => {
    const socket = createSocket();
    const client = createClient(socket, false);
    const ended = statusAt(10, "completed");
    client.start(snapshot(ended), [ended]);
    if (how === "with its retry_start") client.onEvent(wireEvent("retry_start"));
    for (const event of [progress(11), end, end]) client.onEvent(event);
    expect(socket.frames.map((frame) => frame["event"]).filter((event) => event !== "retry_start")).toEqual([
      "connected",
      "complete",
      "progress",
      "complete",
    ]);
  });

  test.each(["", "{", "[]", '{"event":"other"}', "null"])("does not answer %j", (text) => {
    const socket = createSocket();
    createClient(socket, false).onMessage(text);
    expect(socket.frames).toEqual([]);
  });
});
