import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createCaller, formOf, listen } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

/** The frames of the original service, as its front end reads them. */
let system: System;
beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

test("a heartbeat comes back with its own timestamp", async () => {
  const socket = await listen(`${system.wsUrl}/ws/original-beat`);
  for (const timestamp of [1_700_000_000.25, "2026-01-01T00:00:00Z"])
    socket.send(JSON.stringify({ event: "heartbeat", client_id: "original-beat", timestamp }));
  socket.send(JSON.stringify({ event: "heartbeat", client_id: "original-beat" }));
  await until(() => socket.of("heartbeat_ack").length === 3, "all are acknowledged");
  expect(socket.of("heartbeat_ack").map((frame) => frame["timestamp"])).toEqual([
    1_700_000_000.25,
    "2026-01-01T00:00:00Z",
    null,
  ]);
  socket.close();
});

test("timestamps are seconds since 1970", async () => {
  const caller = createCaller(system.url);
  const socket = await listen(`${system.wsUrl}/ws/original-time`);
  const from = Date.now() / 1000;
  await caller.submit(formOf([["a.jpg", await markedPicture()]], { client_id: "original-time" }));
  await until(() => socket.of("complete").length === 1, "the batch is complete");
  for (const frame of [...socket.of("progress"), ...socket.of("complete")]) {
    expect(frame["timestamp"]).toEqual(expect.any(Number));
    expect(Math.abs((frame["timestamp"] as number) - from)).toBeLessThan(600);
  }
  socket.close();
});

test("complete of an earlier batch is not sent while another one is unfinished", async () => {
  const caller = createCaller(system.url);
  const client_id = "original-away";
  const earlier = await caller.submit(formOf([["a.jpg", await markedPicture()]], { client_id }));
  await caller.untilDone(earlier.batch_id);
  const unfinished = await caller.submit({ client_id, image_paths: ["http://127.0.0.1:9/a.jpg"] });
  await caller.post(`/api/batches/${unfinished.batch_id}/pause`, {});
  const socket = await listen(`${system.wsUrl}/ws/${client_id}`);
  const status = (await caller.status(unfinished.batch_id)).status;
  if (status !== "completed")
    expect(socket.of("complete").filter((frame) => frame["batch_id"] === earlier.batch_id)).toEqual([]);
  await caller.post(`/api/batches/${unfinished.batch_id}/resume`, {});
  await until(
    () => socket.of("complete").some((frame) => frame["batch_id"] === unfinished.batch_id),
    "the batch in front is complete",
  );
  socket.close();
});

test("a batch and its retry, event by event, with the fields that the original sends", async () => {
  const caller = createCaller(system.url);
  const client_id = "original-events";
  const socket = await listen(`${system.wsUrl}/ws/${client_id}`);
  const { batch_id } = await caller.submit(
    formOf(
      [
        ["a.jpg", await markedPicture()],
        ["torn.jpg", Buffer.from("no image")],
      ],
      { client_id, chunkSize: "1" },
    ),
  );
  await until(() => socket.of("complete").length === 1, "the batch is complete");
  expect((await caller.post(`/api/batches/${batch_id}/retry-failed`, {})).status).toBe(200);
  await until(() => socket.of("complete").length === 2, "the retry is complete");
  socket.close();
  // The one is newer than the original, whose front end ignores what it does not know; a snapshot may come again.
  const frames = socket.frames.filter(({ event }, i) => event !== "status" && (i === 0 || event !== "connected"));
  expect(frames.map(({ event }) => event)).toEqual([
    "connected",
    "progress",
    "progress",
    "complete",
    "retry_start",
    "progress",
    "complete",
  ]);
  expect(frames[0]).toMatchObject({ message: "connected", client_id, batches: [], recovered_batches: [] });
  const counts = { batch_id, processed: 2, total: 2, valid: 1, invalid: 0, error: 1, timestamp: expect.any(Number) };
  expect(frames[2]).toEqual({
    event: "progress",
    ...counts,
    seq: 2,
    percentage: 100,
    eta_seconds: expect.any(Number),
    item_seq: expect.any(Number),
    current_file: expect.stringMatching(/^(a|torn)\.jpg$/),
    current_status: expect.stringMatching(/^(Valid|Error)$/),
  });
  const complete = { event: "complete", ...counts, percentage: 100, status: "completed" };
  expect([frames[3], frames[6]]).toEqual([complete, complete]);
  expect(frames[4]).toEqual({ event: "retry_start", batch_id, retry_total: 1, timestamp: expect.any(Number) });
  expect(frames[5]).toMatchObject({ current_file: "torn.jpg", current_status: "Error", seq: 3, processed: 2 });
});
