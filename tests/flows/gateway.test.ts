import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { WebSocket } from "ws";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

const ITEMS = 40;
let system: System;
let caller: Caller;
let files: Array<[string, Uint8Array]>;

beforeAll(async () => {
  system = await startSystem({ workers: 2 });
  caller = createCaller(system.url);
  files = (await picturesOf(ITEMS)).map((bytes, i): [string, Uint8Array] => [`${i}.jpg`, bytes]);
});
afterAll(() => system.stop());

const allSeqs = Array.from({ length: ITEMS }, (_, i) => i + 1);

test("two tabs of one client and a socket of the batch each get every event once", async () => {
  const batchId = await caller.startBatch({ client_id: "tabs" });
  const tabs = await Promise.all([
    listen(`${system.wsUrl}/ws/tabs`),
    listen(`${system.wsUrl}/ws/tabs/`),
    listen(`${system.wsUrl}/ws/batch/${batchId}`),
  ]);
  const otherClient = await listen(`${system.wsUrl}/ws/other-client`);
  await caller.submit(formOf(files, { batch_id: batchId, client_id: "tabs" }));
  await caller.untilDone(batchId);
  for (const tab of tabs) {
    await until(() => tab.of("complete").length > 0, "the end arrives");
    const progress = tab.of("progress");
    expect(progress.map((frame) => frame["seq"])).toEqual(allSeqs);
    expect(new Set(progress.map((frame) => frame["current_file"]))).toEqual(new Set(files.map(([name]) => name)));
    expect(progress.at(-1)).toMatchObject({
      batch_id: batchId,
      processed: ITEMS,
      total: ITEMS,
      valid: 20,
      invalid: 20,
      error: 0,
      percentage: 100,
      eta_seconds: 0,
    });
    for (const frame of progress)
      expect(frame["processed"]).toBe(
        (frame["valid"] as number) + (frame["invalid"] as number) + (frame["error"] as number),
      );
    expect(tab.of("complete")).toEqual([
      expect.objectContaining({ batch_id: batchId, processed: ITEMS, percentage: 100, status: "completed" }),
    ]);
    tab.close();
  }
  expect(otherClient.frames.map((frame) => frame.event)).toEqual(["connected"]);
  otherClient.close();
});

test("a client that connects after the end gets everything in the snapshot, and the end once", async () => {
  const batch_id = await caller.startBatch({ client_id: "late" });
  const follower = await listen(`${system.wsUrl}/ws/batch/${batch_id}`);
  await caller.submit(formOf(files.slice(0, 4), { batch_id, client_id: "late" }));
  // The store knows the end before Redis does; after `complete` both do.
  await until(() => follower.of("complete").length > 0, "the end arrives");
  follower.close();
  const late = await listen(`${system.wsUrl}/ws/late`);
  await until(() => late.of("complete").length > 0, "the end arrives");
  expect(late.frames[0]).toMatchObject({
    event: "connected",
    message: "connected",
    client_id: "late",
    recovered_batches: [],
    batches: [{ batch_id, status: "completed", counts: { total: 4, processed: 4 } }],
  });
  expect(late.frames).toHaveLength(2);
  late.close();
  const again = await listen(`${system.wsUrl}/ws/late`);
  expect(again.frames[0]).toMatchObject({ message: "reconnected" });
  again.close();
});

test("an unused id gets a snapshot like any other", async () => {
  for (const path of ["/ws/nobody", `/ws/batch/${randomUUID()}`]) {
    const nobody = await listen(`${system.wsUrl}${path}`);
    expect(nobody.frames[0]).toMatchObject({
      event: "connected",
      message: "connected",
      batches: [],
      recovered_batches: [],
    });
    nobody.close();
  }
});

test.each(["/ws/bad%20id", "/ws/", "/other/x", "/ws/batch/not-a-batch", `/ws/${"x".repeat(129)}`])(
  "the path %s is refused",
  async (path) => {
    const socket = new WebSocket(`${system.wsUrl}${path}`);
    const message = await new Promise<string>((resolve) => socket.on("error", (error) => resolve(error.message)));
    expect(message).toMatch("404");
  },
);

test("?v=2 gets several items in a frame, each item exactly once and with its seq", async () => {
  const client = await listen(`${system.wsUrl}/ws/coalesced?v=2`);
  const { batch_id } = await caller.submit(formOf(files, { client_id: "coalesced", chunkSize: "20" }));
  await caller.untilDone(batch_id);
  await until(() => client.of("complete").length > 0, "the end arrives");
  const items = client
    .of("progress")
    .flatMap((frame) => frame["items"] as Array<{ seq: number; name: string; status: string }>);
  expect(items.toSorted((a, b) => a.seq - b.seq)).toMatchObject(files.map(([name], seq) => ({ seq, name })));
  expect(items.filter((item) => item.status === "Valid")).toHaveLength(20);
  expect(client.of("progress").length).toBeLessThan(ITEMS);
  expect(client.frames.at(-1)?.event).toBe("complete");
  client.close();
});

test("heartbeats are answered, other frames are ignored, and a large frame ends the connection", async () => {
  const client = await listen(`${system.wsUrl}/ws/sender`);
  client.send("nonsense");
  client.send(JSON.stringify({ event: "heartbeat", client_id: "sender", timestamp: new Date().toISOString() }));
  await until(() => client.of("heartbeat_ack").length > 0, "the heartbeat is answered");
  expect(client.of("heartbeat_ack")).toEqual([{ event: "heartbeat_ack", timestamp: expect.any(String) }]);
  client.send("x".repeat(2_000));
  expect(await client.closed).toBe(1009);
});

test("with API keys configured, calls and sockets without one are refused", async () => {
  const locked = await startSystem({ env: { API_KEYS: "first-key, second-key" } });
  try {
    expect((await fetch(`${locked.url}/api/start-batch`, { method: "POST" })).status).toBe(401);
    expect((await fetch(`${locked.url}/api/start-batch?api_key=second-key`, { method: "POST" })).status).toBe(201);
    expect(
      (await fetch(`${locked.url}/api/start-batch`, { method: "POST", headers: { "x-api-key": "first-key" } })).status,
    ).toBe(201);
    const refused = new WebSocket(`${locked.wsUrl}/ws/someone`);
    expect(await new Promise((resolve) => refused.on("error", (error) => resolve(error.message)))).toMatch("401");
    const accepted = await listen(`${locked.wsUrl}/ws/someone?api_key=first-key`);
    accepted.close();
  } finally {
    await locked.stop();
  }
});
