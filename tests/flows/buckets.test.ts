import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Schedule } from "@symphony/contract";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import type { Bucket } from "@symphony/object-storage";
import { basicAuth, createCaller } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem, until } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

/** Images that lie in buckets of a real S3 server. */

const program = findObjectStore();
if (program === undefined) console.warn("Buckets are not tested: there is neither versitygw nor Go to install it.");
const MAX_ITEMS = 50;
const PASSWORD = "a password of the test";

(program === undefined ? describe.skip : describe)("buckets", () => {
  let store: TestObjectStore;
  let endless: Server;
  let system: System;
  let caller: Caller;
  let bucket: Bucket;
  let settings: Record<string, unknown>;

  beforeAll(async () => {
    store = await startObjectStore(program ?? "");
    endless = await startEndlessStore();
    const at = {
      bucket: store.bucket,
      endpoint: store.endpoint,
      path_style: true,
      access_key_id: store.credentials.accessKeyId,
      secret_access_key: store.credentials.secretAccessKey,
    };
    const { port } = endless.address() as AddressInfo;
    settings = {
      photos: { ...at, prefix: "shop/", write_results: true },
      silent: { ...at, prefix: "shop/" },
      gone: { ...at, bucket: "no-such-bucket" },
      expired: { ...at, secret_access_key: "another secret" },
      endless: { ...at, endpoint: `http://127.0.0.1:${port}` },
    };
    system = await startSystem({
      env: {
        SOURCE_BUCKETS: JSON.stringify(settings),
        MAX_BATCH_ITEMS: String(MAX_ITEMS),
        MAX_FILE_BYTES: "1000000",
        ADMIN_PASSWORD: PASSWORD,
        SCHEDULES_EVERY_MS: "200",
        WEBHOOK_SECRET: "a secret of sixteen or more",
      },
    });
    caller = createCaller(system.url);
    bucket = createBucket(createS3Requests({ ...store, forcePathStyle: true, region: "us-east-1" }));
  });
  afterAll(async () => {
    bucket.close();
    await system.stop();
    endless.close();
    await store.stop();
  });

  const asAdmin = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(`${system.url}${path}`, {
      method,
      headers: {
        ...basicAuth("admin", PASSWORD),
        "content-type": "application/json",
      },
      ...(body && { body: JSON.stringify(body) }),
    });
  const refused = async (body: object): Promise<[number, string, string]> => {
    const response = await caller.post("/api/check-logo/batch/", body);
    const { code, detail } = (await response.json()) as { code: string; detail: string };
    return [response.status, code, detail];
  };

  test("the images below a prefix become a batch, and its results are written beside them", async () => {
    const [marked, plain] = [await markedPicture(1), await plainPicture(1)];
    await bucket.put("shop/spring/b.jpg", marked);
    await bucket.put("shop/spring/a b#ü?.jpg", plain);
    await bucket.put("shop/spring/no ending", marked);
    await bucket.put("shop/spring/large.jpg", new Uint8Array(1_000_001));
    await bucket.put("shop/spring/notes.txt", "no image");
    await bucket.put("shop/spring/folder/", "");
    await bucket.put("shop/autumn/c.jpg", plain);
    await bucket.put("other/d.jpg", plain);
    const { batch_id: id, total, skipped } = await caller.submit({ source: "s3://photos/spring/" });
    expect([total, skipped]).toEqual([4, [{ name: "spring/notes.txt", reason: "not an image" }]]);
    await caller.untilDone(id);
    const found = (await caller.results(id)).map((each) => [
      each.Image_Path_or_URL,
      each.Is_Valid,
      each.Error_Category,
    ]);
    expect(found).toEqual([
      ["s3://photos/spring/a b#ü?.jpg", "Invalid", null],
      ["s3://photos/spring/b.jpg", "Valid", null],
      ["s3://photos/spring/large.jpg", "Error", "file_too_large"],
      ["s3://photos/spring/no ending", "Valid", null],
    ]);
    const key = `shop/spring/results-${id}.csv`;
    await until(async () => (await bucket.head(key)) !== undefined, "the results are written back");
    expect((await bucket.read(key))?.bytes.toString().trimEnd().split("\r\n")).toHaveLength(5);
  });

  test("nothing is written to a bucket whose setting does not allow it", async () => {
    const { batch_id: id, total } = await caller.submit({ source: "s3://silent/autumn/c" });
    await caller.untilDone(id);
    expect([total, await bucket.head(`shop/autumn/results-${id}.csv`)]).toEqual([1, undefined]);
  });

  test.each([
    [
      "a bucket that the installation was not given",
      "s3://symphony-test/shop/",
      400,
      "was given no bucket by the name",
    ],
    ["no address of a bucket", "https://example.com/a/", 400, "must look like s3://bucket/prefix"],
    ["a prefix without images", "s3://photos/winter/", 400, "Files, zip file, or URLs required"],
    ["a bucket that is not there", "s3://gone/", 502, "is not there"],
    ["expired credentials", "s3://expired/", 502, "refuses these credentials"],
    ["a bucket that lists for ever", "s3://endless/", 413, `A batch takes ${MAX_ITEMS} images`],
  ])("%s is refused with a sentence, and nothing is left", async (_what, source, status, sentence) => {
    expect(await refused({ source })).toEqual([status, expect.any(String), expect.stringContaining(sentence)]);
  });

  test("a source stands alone in a call, and an address in a list is fetched too", async () => {
    expect((await refused({ source: "s3://photos/", image_paths: ["https://a.test/1.jpg"] }))[2]).toContain(
      "source: send it",
    );
    const { batch_id: id } = await caller.submit({
      image_paths: ["s3://photos/spring/b.jpg", "s3://photos/spring/none.jpg", "s3://others/x.jpg"],
    });
    await caller.untilDone(id);
    expect((await caller.results(id)).map(({ Is_Valid, Error_Category }) => [Is_Valid, Error_Category])).toEqual([
      ["Valid", null],
      ["Error", "url_not_found"],
      ["Error", "url_blocked"],
    ]);
  });

  test("a schedule finds what changed below a prefix, and a jump of Invalid is told", async () => {
    const alarms: string[] = [];
    const receiver = createServer((request, response) => {
      request.setEncoding("utf8").on("data", (part: string) => alarms.push(part));
      request.on("end", () => response.writeHead(204).end());
    });
    await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
    const webhook_url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/alarm`;
    for (let nth = 1; nth <= 6; nth += 1) await bucket.put(`shop/daily/${nth}.jpg`, await markedPicture(nth));
    const made = await asAdmin("POST", "/api/schedules", {
      name: "daily",
      source: { kind: "bucket", address: "s3://photos/daily/" },
      every_hours: 24,
      alarm: { rise: 0.5, email: null, webhook_url },
    });
    const { id } = (await made.json()) as Schedule;
    const runs = async (): Promise<Schedule["runs"]> => {
      const response = await asAdmin("GET", "/api/schedules");
      const { schedules } = (await response.json()) as { schedules: Schedule[] };
      return schedules.find((each) => each.id === id)?.runs ?? [];
    };
    const untilEnded = (count: number): Promise<void> =>
      until(async () => (await runs()).filter(({ ended_at }) => ended_at !== null).length === count, "the run ends");
    await untilEnded(1);
    expect(await runs()).toMatchObject([{ images: { new: 6, changed: 0 }, verdicts: { valid: 6 }, alarm: "none" }]);
    for (let nth = 1; nth <= 5; nth += 1) await bucket.put(`shop/daily/${nth}.jpg`, await plainPicture(nth));
    await bucket.remove(["shop/daily/6.jpg"]);
    await asAdmin("POST", `/api/schedules/${id}/run`);
    await untilEnded(2);
    receiver.close();
    expect((await runs())[0]).toMatchObject({
      images: { new: 0, changed: 5, unchanged: 0, gone: 1 },
      verdicts: { valid: 0, invalid: 5, broken: 5 },
      invalid_share: 1,
      earlier_share: 0,
      alarm: "sent",
    });
    expect(JSON.parse(alarms.join(""))).toMatchObject({ event: "schedule.alarm", schedule: { id, name: "daily" } });
  });

  test("credentials that expire while a batch runs cost a retry and no image", async () => {
    await system.workers[0]?.end("SIGTERM");
    const { batch_id: id } = await caller.submit({ source: "s3://photos/spring/b" });
    const expired = system.startWorker({
      SOURCE_BUCKETS: JSON.stringify({ ...settings, photos: { ...(settings["expired"] as object), prefix: "shop/" } }),
    });
    await caller.untilDone(id);
    expect(await caller.results(id)).toMatchObject([{ Is_Valid: "Error", Error_Category: "url_http_error" }]);
    await expired.end("SIGTERM");
    system.startWorker();
    await caller.post(`/api/batches/${id}/retry-failed`, {});
    await caller.untilDone(id);
    expect(await caller.results(id)).toMatchObject([{ Is_Valid: "Valid" }]);
  });
});

/** A store whose listing never ends: each page has new keys and says that there are more. */
async function startEndlessStore(): Promise<Server> {
  let nth = 0;
  const server = createServer((_request, response) => {
    const keys = Array.from({ length: 20 }, () => `<Contents><Key>${(nth += 1)}.jpg</Key><Size>1</Size></Contents>`);
    response.setHeader("content-type", "application/xml");
    response.end(
      `<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated>${keys.join("")}</ListBucketResult>`,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}
