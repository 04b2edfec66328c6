import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { PutBucketVersioningCommand, S3Client } from "@aws-sdk/client-s3";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";
import { createBucket } from "./bucket.ts";
import { assertConditionalWrites } from "./probe.ts";
import type { Requests } from "./requests.ts";
import { createS3Requests } from "./s3.ts";

const program = findObjectStore();
const withServer = program === undefined ? describe.skip : describe;

withServer("a bucket that keeps every version of an object", () => {
  let server: TestObjectStore;
  let requests: Requests;
  beforeAll(async () => {
    server = await startObjectStore(program ?? "", { versions: true });
    requests = createS3Requests({ ...server, forcePathStyle: true });
    const client = new S3Client({ ...server, region: "us-east-1", forcePathStyle: true });
    await client.send(
      new PutBucketVersioningCommand({ Bucket: server.bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    client.destroy();
  });
  afterAll(async () => {
    requests.close();
    await server.stop();
  });

  test("shows the newest version alone", async () => {
    const bucket = createBucket(requests, "ledger/");
    const first = await bucket.putIfAbsent("a", "1");
    expect(await bucket.putIfAbsent("a", "2")).toBeUndefined();
    const second = await bucket.putIfMatch("a", "2", first ?? "");
    expect(await bucket.putIfMatch("a", "3", first ?? "")).toBeUndefined();
    expect((await bucket.read("a"))?.facts.etag).toBe(second);
    await bucket.put("b", "other");
    await bucket.remove(["a"]);
    expect([await bucket.read("a"), await bucket.head("a")]).toEqual([undefined, undefined]);
    const keys = [];
    for await (const { key } of bucket.list()) keys.push(key);
    expect(keys).toEqual(["b"]);
  });

  // This server's older versions of a removed object fulfil conditions; those of AWS do not.
  test("is refused at start where a removed object still counts as there", async () => {
    await expect(assertConditionalWrites(createBucket(requests, "probe/"))).rejects.toMatchObject({
      code: "unsuitable",
      message: expect.stringContaining("an object that was removed still counts as there"),
    });
  });
});
