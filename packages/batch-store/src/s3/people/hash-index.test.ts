import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { countRequests, createBucket } from "@symphony/object-storage";
import type { RequestKind } from "@symphony/object-storage";
import { describeWithBucket } from "../../../fixtures/with-bucket.ts";
import type { BatchManifest } from "../../intake/manifest.ts";
import type { HashIndex } from "../../port.ts";
import type { ObjectLedger } from "../base/ledger.ts";
import type { ObjectItems } from "../intake/items.ts";
import { createObjectHashIndex } from "./hash-index.ts";

const digest = (): string => randomBytes(32).toString("hex");
const batch = (total: number): BatchManifest => ({ batch_id: randomUUID(), total, kind: "files" }) as BatchManifest;

describeWithBucket("the places of images in a bucket", (there) => {
  /** Opens the index of one process: all its batches have images with these digests. */
  function openIndex(digests: readonly string[], prefix: string) {
    const counts: Record<RequestKind, number> = { get: 0, head: 0, put: 0, copy: 0, remove: 0, list: 0 };
    const bucket = createBucket(countRequests(there.requests, counts), prefix);
    const read = async (_id: string, seq: number) => ({ seq, name: `${seq}`, sha256: digests[seq] });
    return { index: createObjectHashIndex({ bucket } as ObjectLedger, { read } as ObjectItems), counts };
  }
  /** Names of objects order batches by the millisecond. */
  async function add(index: HashIndex, manifest: BatchManifest): Promise<void> {
    await index.add(manifest);
    await sleep(2);
  }

  test("are found by the digest, those of the newest batch first, and of each batch the first image", async () => {
    const same = digest();
    const { index } = openIndex([digest(), same, same, digest()], `${randomUUID()}/`);
    const [first, second] = [batch(4), batch(3)];
    await add(index, first);
    expect(await index.find(same)).toEqual([{ batchId: first.batch_id, seq: 1 }]);
    // What the process itself has added is there at once.
    await add(index, second);
    expect(await index.find(same)).toEqual([
      { batchId: second.batch_id, seq: 1 },
      { batchId: first.batch_id, seq: 1 },
    ]);
    expect(await index.find(digest())).toEqual([]);
    await index.add({ ...batch(4), kind: "urls" });
    expect(await index.find(same)).toHaveLength(2);
  });

  test("cost one listing and one read of each batch for a page of a thousand results", async () => {
    const digests = Array.from({ length: 1_000 }, digest);
    const prefix = `${randomUUID()}/`;
    const [worker, api] = [openIndex(digests, prefix), openIndex(digests, prefix)];
    const batches = [batch(1_000), batch(1_000), batch(1_000)];
    for (const each of batches) await add(worker.index, each);
    const newestFirst = batches.toReversed().map(({ batch_id: batchId }) => batchId);
    for (const [seq, each] of digests.entries())
      expect(await api.index.find(each)).toEqual(newestFirst.map((batchId) => ({ batchId, seq })));
    expect(api.counts).toMatchObject({ list: 1, get: 3 });
  });

  test("of other processes are found a few seconds later, by one more listing and one more read", async () => {
    const digests = [digest()];
    const prefix = `${randomUUID()}/`;
    const [worker, api] = [openIndex(digests, prefix), openIndex(digests, prefix)];
    await add(worker.index, batch(1));
    expect(await api.index.find(digests[0] as string)).toHaveLength(1);
    await add(worker.index, batch(1));
    const { now } = performance;
    performance.now = () => now.call(performance) + 10_000;
    try {
      expect(await api.index.find(digests[0] as string)).toHaveLength(2);
    } finally {
      performance.now = now;
    }
    expect(api.counts).toMatchObject({ list: 2, get: 2 });
  });
});
