import { randomUUID } from "node:crypto";
import { access } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { openStore } from "@symphony/batch-store";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";

const IMAGES = 40;
const program = findObjectStore();
const withServer = program === undefined ? describe.skip : describe;

withServer("processes with nothing in common but Redis and a bucket", () => {
  let server: TestObjectStore;
  let system: System;
  let api: Caller;
  let url: string;
  beforeAll(async () => {
    server = await startObjectStore(program ?? "");
    url = `s3://${server.bucket}/${randomUUID()}`;
    system = await startSystem({ workers: 2, env: { ...server.env, STORE_URL: url } });
    api = createCaller(system.url);
  }, 120_000);
  afterAll(async () => {
    await system.stop();
    await server.stop();
  });
  const store = () =>
    openStore({
      EXPORTS_DIR: system.exportsDir,
      STORE_URL: url,
      S3_ENDPOINT: server.endpoint,
      S3_FORCE_PATH_STYLE: true,
      AWS_ACCESS_KEY_ID: server.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.credentials.secretAccessKey,
    });

  test("a batch is checked across two workers, one of them killed, and each image has one result", async () => {
    const files = await Promise.all(
      Array.from({ length: IMAGES }, async (_, i): Promise<[string, Buffer]> => [`${i}.jpg`, await markedPicture(i)]),
    );
    const { batch_id: id } = await api.submit(formOf(files));
    await api.untilProcessed(id, 5);
    system.workers[0]?.signal("SIGKILL");
    await api.untilDone(id, 180_000);
    const results = await api.results(id);
    expect(results.map(({ Image_Path_or_URL: name }) => name)).toEqual(files.map(([name]) => name));
    expect(new Set(results.map(({ Error_Category: category }) => category))).toEqual(new Set([null]));
    const csv = await (await fetch(`${system.url}/api/check-logo/batch/export-csv/${id}`)).text();
    expect(csv.trim().split("\r\n")).toHaveLength(IMAGES + 1);
    expect(await (await store()).doctor.examineBatch(id)).toEqual([]);
    await expect(access(system.exportsDir)).rejects.toThrow();
  }, 240_000);

  test("its pictures are served, and it is removed whole", async () => {
    const { batch_id: id } = await api.submit(formOf([["a.jpg", await markedPicture(1_000)]]));
    await api.untilDone(id);
    const thumbnail = await fetch(`${system.url}/api/batches/${id}/items/0/thumbnail`);
    expect([thumbnail.status, thumbnail.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
    const removed = await fetch(`${system.url}/api/batches/${id}`, { method: "DELETE" });
    expect(removed.status).toBeLessThan(300);
    await until(async () => (await (await store()).manifest(id)) === undefined, "the batch is gone");
  }, 120_000);
});
