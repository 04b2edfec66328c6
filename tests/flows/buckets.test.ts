import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import type { Bucket } from "@symphony/object-storage";
import { createCaller } from "@symphony/test-support/client";
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
