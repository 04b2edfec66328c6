import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { countRequests, createBucket } from "@symphony/object-storage";
import type { RequestKind } from "@symphony/object-storage";
import pLimit from "p-limit";
import { bytesOf, collect, detailsOf, resultOf } from "../../fixtures/batches.ts";
import { describeWithBucket } from "../../fixtures/with-bucket.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchStore } from "../port.ts";
import { openObjectStore } from "./s3-batch-store.ts";

const IMAGES = 300;
const CHUNK = 20;
/** Images that one worker has in flight. */
const IN_FLIGHT = 8;

describeWithBucket("requests an image", (there) => {
  const counts: Record<RequestKind, number> = { get: 0, head: 0, put: 0, copy: 0, remove: 0, list: 0 };
  const total = (): number => Object.values(counts).reduce((sum, count) => sum + count, 0);
  /** What a worker asks of the store for one chunk. */
  async function processChunk(store: BatchStore, { batch_id: id }: BatchManifest, seqs: readonly number[]) {
    const manifest = (await store.manifest(id)) as BatchManifest;
    await store.final(id);
    await store.control(id);
    await pLimit(IN_FLIGHT).map(seqs, async (seq) => {
      const item = await store.item(id, seq, 0);
      await store.results.read(id, seq, 0);
      await store.attempts.begin(id, 0, seq);
      const file = await store.payloads.open(id, item);
      const box = { x1: 0, y1: 0, x2: 9, y2: 9 };
      await Promise.all([
        store.evidence.putThumbnail(id, { seq }, Buffer.alloc(4_000)),
        store.evidence.putView(id, { seq }, Buffer.alloc(20_000), "jpeg"),
        store.evidence.putMark(id, { seq }, box, Buffer.alloc(3_000)),
      ]);
      await file.release();
      await store.results.putIfAbsent(resultOf(manifest, seq, "Valid"), 0);
      await store.payloads.remove(id, item);
    });
  }

  test("are some 6 from the upload to the end of its batch, and 0.02 to read a finished one", async () => {
    const open = (): Promise<BatchStore> =>
      openObjectStore(createBucket(countRequests(there.requests, counts), prefix), { probe: false });
    const prefix = `${randomUUID()}/`;
    const [api, ...workers] = [await open(), await open(), await open()];
    const before = total();
    const staging = await api.openStaging();
    for (let i = 0; i < IMAGES; i += 1) await staging.addFile(`${i}.jpg`, bytesOf(`photo ${i}`), 1_000);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    const chunks = Array.from({ length: IMAGES / CHUNK }, (_, chunk) =>
      Array.from({ length: CHUNK }, (__, i) => chunk * CHUNK + i),
    );
    await Promise.all(
      workers.map(async (worker) => {
        for (let chunk = chunks.shift(); chunk !== undefined; chunk = chunks.shift())
          await processChunk(worker, manifest, chunk);
      }),
    );
    await workers[0]?.finish(manifest);
    const perImage = (total() - before) / IMAGES;
    console.info(`${perImage.toFixed(2)} requests an image: ${JSON.stringify(counts)}`);
    // 5.7 where nothing else runs. What is known for seconds only is read more often on a machine that is busy.
    expect(perImage).toBeLessThanOrEqual(6.5);
    const beforeReading = total();
    expect(await collect(api.eachResult(manifest))).toHaveLength(IMAGES);
    expect((total() - beforeReading) / IMAGES).toBeLessThanOrEqual(0.02);
  }, 120_000);
});
