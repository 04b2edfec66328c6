import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe } from "@jest/globals";
import { createBucket, createS3Requests } from "@symphony/object-storage";
import type { Requests } from "@symphony/object-storage";
import { findObjectStore, startObjectStore } from "@symphony/test-support/system/object-store";
import type { TestObjectStore } from "@symphony/test-support/system/object-store";
import { testBatchStore } from "../contract/batch-store-contract.ts";
import { openObjectStore } from "./s3/s3-batch-store.ts";

const program = findObjectStore();
const withServer = program === undefined ? describe.skip : describe;

withServer("with a real S3 server", () => {
  let server: TestObjectStore;
  let requests: Requests;
  beforeAll(async () => {
    server = await startObjectStore(program ?? "");
    requests = createS3Requests({ ...server, forcePathStyle: true });
  });
  afterAll(async () => {
    requests.close();
    await server.stop();
  });

  testBatchStore("a batch store in a bucket", async () => {
    const bucket = createBucket(requests, `${randomUUID()}/`);
    // The probe is tested beside it, and takes a second.
    return { openStore: () => openObjectStore(bucket, { probe: false }), remove: async () => undefined };
  });
});
