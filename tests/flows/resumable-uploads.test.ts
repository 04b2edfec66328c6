import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { ListedResult } from "@symphony/contract";
import { createCaller } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { zipOf } from "@symphony/test-support/zip";
import { Upload } from "tus-js-client";

/** Resumable uploads, as a client that knows nothing of this service makes them. */

const MEGABYTE = 1024 * 1024;
const TUS = { "tus-resumable": "1.0.0" };

let system: System;
let caller: Caller;
/** A photo of some megabytes: what comes after its end marker is part of the file. */
let photo: Buffer;

beforeAll(async () => {
  system = await startSystem({ env: { MAX_FILE_BYTES: String(8 * MEGABYTE), CLEANUP_EVERY_MS: "500" } });
  caller = createCaller(system.url);
  photo = Buffer.concat([await markedPicture(), randomBytes(4 * MEGABYTE)]);
});
afterAll(() => system.stop());

/** @returns the id, when every byte is there */
async function upload(
  bytes: Buffer,
  filename: string,
  { url = system.url, batchId }: { url?: string; batchId?: string } = {},
): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const uploading: Upload = new Upload(bytes, {
      endpoint: `${url}/api/uploads/`,
      metadata: { filename, ...(batchId === undefined ? {} : { batch_id: batchId }) },
      chunkSize: 2 * MEGABYTE,
      retryDelays: Array.from({ length: 60 }, () => 100),
      onSuccess: () => resolve(uploading.url ?? ""),
      onError: reject,
    });
    uploading.start();
  });
  return address.split("/").at(-1) ?? "";
}

/** A line that breaks down again and again. */
async function breakingLine(bytesEach: number): Promise<{ server: Server; url: string; cuts: () => number }> {
  let cuts = 0;
  const server = createServer((client) => {
    const api = connect(Number(new URL(system.url).port), "127.0.0.1");
    let passed = 0;
    client.on("data", (data) => {
      passed += data.length;
      api.write(data);
      if (passed < bytesEach) return;
      cuts += 1;
      client.destroy();
      api.destroy();
    });
    api.on("data", (data) => void client.write(data));
    for (const socket of [client, api]) socket.on("error", () => undefined);
    client.on("close", () => api.destroy());
    api.on("close", () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cuts: () => cuts };
}

const uploadsLeft = async (): Promise<string[]> =>
  (await readdir(join(system.exportsDir, ".uploads"), { recursive: true })).filter((name) => name.includes("."));

async function digestsOf(batchId: string): Promise<string[]> {
  const items = JSON.parse(await readFile(join(system.exportsDir, batchId, "items", "000000.json"), "utf8")) as Array<{
    sha256: string;
  }>;
  return items.map(({ sha256 }) => sha256);
}
const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

test("an upload over a line that breaks down goes on where it was, and every byte comes once", async () => {
  const { server, url, cuts } = await breakingLine(700_000);
  const id = await upload(photo, "shop/photo.jpg", { url });
  server.close();
  expect(cuts()).toBeGreaterThanOrEqual(4);
  const { batch_id, total } = await caller.submit({ uploads: [id] });
  await caller.untilDone(batch_id);
  expect([total, await digestsOf(batch_id)]).toEqual([1, [digest(photo)]]);
  expect(await caller.results(batch_id)).toMatchObject([{ Image_Path_or_URL: "shop/photo.jpg", Is_Valid: "Valid" }]);
  expect(await uploadsLeft()).toEqual([]);
});

test("an upload survives that the API is killed", async () => {
  const begun = await fetch(`${system.url}/api/uploads`, {
    method: "POST",
    headers: {
      ...TUS,
      "upload-length": String(photo.length),
      "upload-metadata": `filename ${Buffer.from("photo.jpg").toString("base64")}`,
      "content-type": "application/offset+octet-stream",
    },
    body: new Uint8Array(photo.subarray(0, MEGABYTE)),
  });
  expect([begun.status, begun.headers.get("upload-offset")]).toEqual([201, String(MEGABYTE)]);
  const location = begun.headers.get("location") ?? "";
  expect(location).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
  await system.api.end("SIGKILL");
  await system.startApi();
  const state = await fetch(`${system.url}${location}`, { method: "HEAD", headers: TUS });
  expect([state.status, state.headers.get("upload-offset")]).toEqual([200, String(MEGABYTE)]);
  const rest = await fetch(`${system.url}${location}`, {
    method: "PATCH",
    headers: { ...TUS, "upload-offset": String(MEGABYTE), "content-type": "application/offset+octet-stream" },
    body: new Uint8Array(photo.subarray(MEGABYTE)),
  });
  expect([rest.status, rest.headers.get("upload-offset")]).toEqual([204, String(photo.length)]);
  const { batch_id } = await caller.submit({ uploads: [location.split("/").at(-1) ?? ""] });
  expect(await digestsOf(batch_id)).toEqual([digest(photo)]);
});

test("uploads become a batch in the order they are named, zips unpacked, and what is too large is named", async () => {
  const [valid, plain] = [await markedPicture(1), await plainPicture(2)];
  const zip = zipOf([
    { name: "in/zip.jpg", bytes: plain },
    { name: "notes.txt", bytes: Buffer.from("no image") },
  ]);
  const ids = await Promise.all([
    upload(valid, "b.jpg"),
    upload(zip, "photos.zip"),
    upload(randomBytes(8 * MEGABYTE + 1), "large.jpg"),
    upload(plain, "a.jpg"),
  ]);
  const id = await caller.startBatch({ client_id: "tus" });
  const { batch_id, skipped } = await caller.submit({ batch_id: id, uploads: ids });
  await caller.untilDone(batch_id);
  expect(batch_id).toBe(id);
  expect((await caller.results(id)).map((result) => [result.Image_Path_or_URL, result.Is_Valid])).toEqual([
    ["b.jpg", "Valid"],
    ["a.jpg", "Invalid"],
    ["in/zip.jpg", "Invalid"],
  ]);
  expect(skipped.map(({ name }) => name)).toEqual(["large.jpg", "notes.txt"]);
  await until(async () => (await uploadsLeft()).length === 0, "the uploads are removed");
});

test("a draft says whether bytes of it come", async () => {
  const draft = await caller.startBatch({ client_id: "slow" });
  expect(await caller.status(draft)).toMatchObject({ status: "initialized", uploading: true });
  // As if it had been started an hour ago.
  const path = join(system.exportsDir, ".announced", `${draft}.json`);
  const text = await readFile(path, "utf8");
  const { created_at: createdAt } = await caller.status(draft);
  await writeFile(path, text.replace(createdAt, new Date(Date.now() - 3_600_000).toISOString()));
  expect(await caller.status(draft)).toMatchObject({ status: "initialized", uploading: false });
  const id = await upload(photo, "photo.jpg", { batchId: draft });
  expect(await caller.status(draft)).toMatchObject({ status: "initialized", uploading: true });
  await caller.submit({ batch_id: draft, uploads: [id] });
  expect(await caller.status(draft)).not.toHaveProperty("uploading");
});

test("complete uploads are checked while the rest still comes, and their batch has these results", async () => {
  const [marked, plain, late] = [await markedPicture(11), await plainPicture(12), await markedPicture(13)];
  const draft = await caller.startBatch({ client_id: "ahead" });
  const send = (bytes: Buffer, name: string): Promise<string> => upload(bytes, name, { batchId: draft });
  const zip = zipOf([
    { name: "a.jpg", bytes: marked },
    { name: "b.jpg", bytes: plain },
    { name: "a again.jpg", bytes: marked },
  ]);
  const first = await send(zip, "photos.zip");
  await caller.untilDone(first);
  const ahead = await caller.results(first);
  expect(ahead.map((result) => result.Is_Valid)).toEqual(["Valid", "Invalid", "Valid"]);
  expect((await caller.status(draft)).status).toBe("initialized");
  const { batches } = await caller.getJson<{ batches: unknown[] }>("/api/batches?client_id=ahead");
  expect(batches).toEqual([]);

  const second = await send(late, "c.jpg");
  await caller.submit({ batch_id: draft, uploads: [first, second] });
  await caller.untilDone(draft);
  const pages = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${draft}/results`);
  const byName = Object.fromEntries(pages.results.map((result) => [result.Image_Path_or_URL, result]));
  expect(Object.entries(byName).map(([name, { Is_Valid }]) => [name, Is_Valid])).toEqual([
    ["c.jpg", "Valid"],
    ["a.jpg", "Valid"],
    ["b.jpg", "Invalid"],
    ["a again.jpg", "Valid"],
  ]);
  // Not inspected again, and yet no copy of another image but where it is one.
  expect(byName["b.jpg"]).toMatchObject({ same_as: null, Processing_Ms: ahead[1]?.Processing_Ms });
  expect([byName["a.jpg"], byName["a again.jpg"]].filter((result) => result?.same_as === null)).toHaveLength(1);
  expect((await fetch(`${system.url}/api/batches/${draft}/items/1/view`)).status).toBe(200);
  await until(
    async () => (await fetch(`${system.url}/api/check-logo/batch/${first}/status`)).status === 404,
    "the part is removed",
  );
  expect((await fetch(`${system.url}/api/batches/${draft}/items/1/view`)).status).toBe(200);
});

test("what is not checked when its batch is submitted is checked there, once", async () => {
  const pictures = await Promise.all(Array.from({ length: 30 }, (_, i) => plainPicture(100 + i)));
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  const draft = await caller.startBatch();
  const zip = zipOf(pictures.map((bytes, i) => ({ name: `${i}.jpg`, bytes })));
  const id = await upload(zip, "photos.zip", { batchId: draft });
  await until(
    async () => (await fetch(`${system.url}/api/check-logo/batch/${id}/status`)).status === 200,
    "the part is there",
  );
  await caller.submit({ batch_id: draft, uploads: [id] });
  await system.restoreWorkers(1);
  await caller.untilDone(draft);
  expect((await caller.results(draft)).map(({ Is_Valid }) => Is_Valid)).toEqual(pictures.map(() => "Invalid"));
  // None was inspected for the part.
  const results = await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${draft}/results`);
  expect(results.results.every(({ Attempts, same_as }) => Attempts === 1 && same_as === null)).toBe(true);
  await until(
    async () => (await fetch(`${system.url}/api/check-logo/batch/${id}/status`)).status === 404,
    "the part is removed, though it has no results",
  );
});

test("a repeated submission of uploads that became a batch gets the first response", async () => {
  const id = await upload(await markedPicture(3), "a.jpg");
  const submit = (key: string, uploads = [id]): Promise<Response> =>
    fetch(`${system.url}/api/check-logo/batch/`, {
      method: "POST",
      headers: { "content-type": "application/json", "idempotency-key": key },
      body: JSON.stringify({ uploads }),
    });
  const first = await submit("uploads-1");
  expect(first.status).toBe(200);
  await until(async () => (await uploadsLeft()).length === 0, "the upload is removed");
  const again = await submit("uploads-1");
  expect([again.status, again.headers.get("idempotent-replayed"), await again.json()]).toEqual([
    200,
    "true",
    await first.json(),
  ]);
  expect((await submit("uploads-2")).status).toBe(404);
  expect((await submit("uploads-1", [id, id])).status).toBe(400);
});

test.each([
  ["an unknown upload", async () => randomUUID(), 404, "not_found"],
  ["no id of an upload", async () => "../x", 404, "not_found"],
  ["an incomplete upload", async () => begin(10), 409, "upload_incomplete"],
])("a batch of %s is refused with a sentence", async (_what, idOf, status, code) => {
  const response = await caller.post("/api/check-logo/batch/", { uploads: [await idOf()] });
  expect([response.status, await response.json()]).toMatchObject([status, { code }]);
});

async function begin(length: number): Promise<string> {
  const headers = { ...TUS, "upload-length": String(length), "upload-metadata": "filename YS5qcGc=" };
  const response = await fetch(`${system.url}/api/uploads/`, { method: "POST", headers });
  expect(response.headers.get("upload-expires")).toBeTruthy();
  return (response.headers.get("location") ?? "").split("/").at(-1) ?? "";
}

test("a part with a wrong checksum does not count, and one with the right one does", async () => {
  const id = await begin(3);
  const send = (checksum: string): Promise<Response> =>
    fetch(`${system.url}/api/uploads/${id}`, {
      method: "PATCH",
      headers: {
        ...TUS,
        "upload-offset": "0",
        "upload-checksum": checksum,
        "content-type": "application/offset+octet-stream",
      },
      body: "abc",
    });
  const sha1 = (text: string): string => `sha1 ${createHash("sha1").update(text).digest("base64")}`;
  expect((await send(sha1("abd"))).status).toBe(460);
  expect((await send("crc32 AAAA")).status).toBe(400);
  expect((await send(sha1("abc"))).status).toBe(204);
  expect((await fetch(`${system.url}/api/uploads/${id}`, { method: "DELETE", headers: TUS })).status).toBe(204);
  expect((await fetch(`${system.url}/api/uploads/${id}`, { method: "HEAD", headers: TUS })).status).toBe(404);
});

test("says what it can do, and refuses what is too large before a byte comes", async () => {
  const options = await fetch(`${system.url}/api/uploads/`, { method: "OPTIONS" });
  expect(options.headers.get("tus-extension")?.split(",")).toEqual(
    expect.arrayContaining(["creation", "creation-with-upload", "checksum", "expiration", "termination"]),
  );
  expect(options.headers.get("tus-checksum-algorithm")).toBe("sha1,sha256");
  const max = Number(options.headers.get("tus-max-size"));
  const headers = { ...TUS, "upload-length": String(max + 1) };
  expect((await fetch(`${system.url}/api/uploads/`, { method: "POST", headers })).status).toBe(413);
});
