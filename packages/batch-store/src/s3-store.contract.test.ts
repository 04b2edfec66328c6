import { randomUUID } from "node:crypto";
import { createBucket } from "@symphony/object-storage";
import { testBatchStore } from "../contract/batch-store-contract.ts";
import { describeWithBucket } from "../fixtures/with-bucket.ts";
import { openObjectStore } from "./s3/s3-batch-store.ts";

describeWithBucket("with a real S3 server", (there) => {
  testBatchStore("a batch store in a bucket", async () => {
    const bucket = createBucket(there.requests, `${randomUUID()}/`);
    // The probe is tested beside it, and takes a second.
    return { openStore: () => openObjectStore(bucket, { probe: false }), remove: async () => undefined };
  });
});
