import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { join } from "node:path";
import type { SubmitResponse } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, picturesOf } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
let files: Array<[string, Uint8Array]>;

beforeAll(async () => {
  system = await startSystem();
  caller = createCaller(system.url);
  files = (await picturesOf(3)).map((bytes, i) => [`${i}.jpg`, bytes]);
});
afterAll(() => system.stop());

const submit = (key: string, body: FormData, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${system.url}/api/check-logo/batch/`, {
    method: "POST",
    body,
    headers: { "idempotency-key": key, ...headers },
  });

async function acceptedResponse(response: Response): Promise<SubmitResponse> {
  expect(response.status).toBe(200);
  return (await response.json()) as SubmitResponse;
}

const batchesOnDisk = async (): Promise<number> =>
  (await readdir(system.exportsDir)).filter((name) => !name.startsWith(".")).length;

test("the same key returns the same batch and the same response", async () => {
  const key = randomUUID();
  const before = await batchesOnDisk();
  const first = await acceptedResponse(
    await submit(key, formOf([...files, ["big.jpg", Buffer.alloc(1)]], { client_id: "c" })),
  );
  const again = await submit(key, formOf([...files, ["big.jpg", Buffer.alloc(1)]], { client_id: "c" }));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  expect(await acceptedResponse(again)).toEqual(first);
  await caller.untilDone(first.batch_id);
  expect(
    await acceptedResponse(await submit(key, formOf([...files, ["big.jpg", Buffer.alloc(1)]], { client_id: "c" }))),
  ).toEqual(first);
  expect(await batchesOnDisk()).toBe(before + 1);
});

test("F-30: a response that was lost is repeated, and there is one batch", async () => {
  const key = randomUUID();
  const before = await batchesOnDisk();
  const socket = await sendWithoutReading(key, formOf(files));
  await until(async () => (await batchesOnDisk()) === before + 1, "the batch is committed");
  socket.destroy();
  const again = await submit(key, formOf(files));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  await caller.untilDone((await acceptedResponse(again)).batch_id);
  expect(await batchesOnDisk()).toBe(before + 1);
});

/** Sends a whole request over a connection on which nobody reads the response. */
async function sendWithoutReading(key: string, form: FormData): Promise<Socket> {
  const request = new Request(system.url, { method: "POST", body: form });
  const body = Buffer.from(await request.arrayBuffer());
  const { hostname, port } = new URL(system.url);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  const head = [
    "POST /api/check-logo/batch/ HTTP/1.1",
    "host: x",
    `idempotency-key: ${key}`,
    `content-length: ${body.length}`,
    `content-type: ${request.headers.get("content-type")}`,
  ];
  socket.pause().write(Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]));
  return socket;
}

test("concurrent calls make one batch", async () => {
  const key = randomUUID();
  const before = await batchesOnDisk();
  const responses = await Promise.all(Array.from({ length: 6 }, () => submit(key, formOf(files))));
  const bodies = await Promise.all(responses.map(acceptedResponse));
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
  expect(responses.filter((response) => response.headers.get("idempotent-replayed") === null)).toHaveLength(1);
  expect(await batchesOnDisk()).toBe(before + 1);
});

test("a submission whose process died before the commit is completed by the next attempt, under the same id", async () => {
  const key = randomUUID();
  const first = await acceptedResponse(await submit(key, formOf(files)));
  await caller.untilDone(first.batch_id);
  // The state of the disk when the record was written and the batch was not committed.
  await rm(join(system.exportsDir, first.batch_id), { recursive: true });
  await system.redis.command("FLUSHALL");
  const again = await submit(key, formOf(files));
  expect(again.headers.get("idempotent-replayed")).toBeNull();
  expect(await acceptedResponse(again)).toEqual(first);
  await caller.untilDone(first.batch_id);
});

test("other images, names or settings under the same key are refused; another API key has its own keys", async () => {
  const key = randomUUID();
  const first = await acceptedResponse(await submit(key, formOf(files)));
  const others = [
    formOf(files.slice(1)),
    formOf(files, { chunkSize: "3" }),
    formOf(files.map(([, bytes], i) => [`x${i}.jpg`, bytes])),
    formOf([["0.jpg", await markedPicture(9)]]),
  ];
  for (const other of others) {
    const response = await submit(key, other);
    expect([response.status, await response.json()]).toMatchObject([422, { code: "idempotency_key_reused" }]);
  }
  const separate = await acceptedResponse(await submit(key, formOf(files), { "x-api-key": "another" }));
  expect(separate.batch_id).not.toBe(first.batch_id);
  expect((await submit("with blanks in it", formOf(files))).status).toBe(400);
});

test("keys work for URLs and started batches too", async () => {
  const key = randomUUID();
  const batch_id = await caller.startBatch({ client_id: "c" });
  const send = () =>
    fetch(`${system.url}/api/check-logo/batch/`, {
      method: "POST",
      headers: { "idempotency-key": key, "content-type": "application/json" },
      body: JSON.stringify({ batch_id, image_paths: ["http://127.0.0.1:1/a.jpg"] }),
    });
  const first = await acceptedResponse(await send());
  expect(first.batch_id).toBe(batch_id);
  expect(await acceptedResponse(await send())).toEqual(first);
});

test("F-30: an API that is killed before its response keeps the batch, and repeats the response after a restart", async () => {
  const key = randomUUID();
  const before = await batchesOnDisk();
  const socket = await sendWithoutReading(key, formOf(files));
  await until(async () => (await batchesOnDisk()) === before + 1, "the batch is committed");
  await system.api.end("SIGKILL");
  socket.destroy();
  await system.startApi();
  const again = await submit(key, formOf(files));
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  await caller.untilDone((await acceptedResponse(again)).batch_id);
  expect(await batchesOnDisk()).toBe(before + 1);
});
