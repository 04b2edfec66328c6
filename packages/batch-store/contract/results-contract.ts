import { readFile } from "node:fs/promises";
import { beforeEach, expect, test } from "@jest/globals";
import { collect, commitFiles, commitUrls, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { BoundingBox as Box } from "@symphony/contract";
import type { StoredFile } from "../src/port.ts";
import type { Stores } from "./batch-store-contract.ts";

const bytesIn = async (file: StoredFile | undefined): Promise<Buffer | undefined> =>
  file && Buffer.concat((await collect(file.stream())) as Buffer[]);

export function testResults(stores: Stores): void {
  let manifest: BatchManifest;
  let batchId: string;
  beforeEach(async () => {
    manifest = await commitFiles(stores.store, ["a.jpg", "b.jpg", "c.jpg"]);
    batchId = manifest.batch_id;
  });

  test("one of twenty concurrent writers wins, and the result never changes", async () => {
    const records = Array.from({ length: 20 }, (_, i) => resultOf(manifest, 1, "Valid", { Processing_Ms: i }));
    const wins = await Promise.all(
      records.map((record, i) => (i % 2 === 0 ? stores.store : stores.other).results.putIfAbsent(record)),
    );
    expect(wins.filter(Boolean)).toHaveLength(1);
    const winner = records[wins.indexOf(true)];
    expect(await stores.other.results.read(batchId, 1)).toEqual(winner);
    expect(await stores.other.results.putIfAbsent(resultOf(manifest, 1, "Invalid"))).toBe(false);
    await stores.other.results.sync(batchId, 1);
    expect(await stores.store.results.read(batchId, 1)).toEqual(winner);
  });

  test("a result comes back whole", async () => {
    const box = { x1: 1, y1: 2, x2: 3, y2: 4 };
    const record = resultOf(
      manifest,
      0,
      "Valid",
      { Image_Path_or_URL: 'a "quoted"\n写真.jpg', Confidence: 0.75, Detected_By: "stage", Bounding_Box: box },
      {
        near_miss: { stage: "other", confidence: 0.2, box },
        findings: [{ stage: "stage", confidence: 0.75, box }],
        stages_left: 1,
        image: { width: 5, height: 6 },
        same_as: { batch_id: batchId, seq: 2 },
      },
    );
    await stores.store.results.putIfAbsent(record);
    expect(await stores.other.results.read(batchId, 0)).toEqual(record);
  });

  test("pending items, shown results and progress follow the results", async () => {
    const { store, other } = stores;
    expect(await collect(other.pending(manifest))).toEqual([0, 1, 2]);
    await store.results.putIfAbsent(resultOf(manifest, 2, "Error"));
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    expect(await collect(other.pending(manifest))).toEqual([1]);
    expect((await collect(other.eachResult(manifest))).map(({ seq }) => seq)).toEqual([0, 2]);
    expect((await collect(other.eachResult(manifest, 1))).map(({ seq }) => seq)).toEqual([2]);
    const read = await other.openResults(manifest);
    expect([await read(2), await read(1)]).toEqual([resultOf(manifest, 2, "Error"), undefined]);
    expect(await other.batchProgress(manifest)).toEqual({
      status: "processing",
      verdicts: new Map([
        [0, "Valid"],
        [2, "Error"],
      ]),
      events: 2,
      startedAt: manifest.accepted_at,
    });
    await store.refreshPendingList(manifest, (await store.metadata(batchId))!.counts);
  });

  test("reading many results lets other work in between", async () => {
    manifest = await commitUrls(
      stores.store,
      Array.from({ length: 300 }, (_, i) => `http://x.test/${i}`),
    );
    for (let seq = 0; seq < 300; seq += 1) await stores.store.results.putIfAbsent(resultOf(manifest, seq, "Valid"));
    let [turns, reading] = [0, true];
    const turn = (): void => {
      turns += 1;
      if (reading) setImmediate(turn);
    };
    setImmediate(turn);
    expect(await collect(stores.store.eachResult(manifest))).toHaveLength(300);
    reading = false;
    expect(turns).toBeGreaterThan(10);
  });

  test("attempts are counted for each item and run, and can be taken back", async () => {
    const { attempts } = stores.store;
    expect([await attempts.begin(batchId, 0, 1), await stores.other.attempts.begin(batchId, 0, 1)]).toEqual([1, 2]);
    expect([await attempts.begin(batchId, 0, 2), await attempts.begin(batchId, 1, 1)]).toEqual([1, 1]);
    for (let i = 0; i < 3; i += 1) await attempts.takeBack(batchId, 0, 1);
    expect(await attempts.begin(batchId, 0, 1)).toBe(1);
  });

  test("attempts are not forgotten while many other runs are counted", async () => {
    const { attempts } = stores.store;
    expect(await attempts.begin(batchId, 5, 1)).toBe(1);
    await Promise.all(Array.from({ length: 120 }, (_, i) => attempts.begin(batchId, 10 + i, 1)));
    expect(await attempts.begin(batchId, 5, 1)).toBe(2);
  });

  test("thumbnails are kept, and shared with items of the same bytes", async () => {
    const { store, other } = stores;
    const jpeg = Buffer.from([0xff, 0xd8, 1, 2, 3]);
    expect(await other.evidence.openThumbnail(batchId, { seq: 0 })).toBeUndefined();
    await store.evidence.putThumbnail(batchId, { seq: 0 }, jpeg);
    const file = await other.evidence.openThumbnail(batchId, { seq: 0 });
    expect([file?.size, await bytesIn(file)]).toEqual([5, jpeg]);
    const copy = await commitUrls(store, ["http://x.test/same.jpg"]);
    await store.evidence.share({ batch_id: batchId, seq: 1 }, copy.batch_id, { seq: 0 });
    expect(await other.evidence.openThumbnail(copy.batch_id, { seq: 0 })).toBeUndefined();
    for (let i = 0; i < 2; i += 1) await store.evidence.share({ batch_id: batchId, seq: 0 }, copy.batch_id, { seq: 0 });
    expect(await bytesIn(await other.evidence.openThumbnail(copy.batch_id, { seq: 0 }))).toEqual(jpeg);
    // The copy does not depend on the batch it came from.
    await store.remove(batchId);
    expect(await bytesIn(await other.evidence.openThumbnail(copy.batch_id, { seq: 0 }))).toEqual(jpeg);
    expect(await other.evidence.openThumbnail(batchId, { seq: 0 })).toBeUndefined();
  });

  test("views and marks are kept by type and box, and shared", async () => {
    const { store, other } = stores;
    const [found, weaker, none] = [0, 50, 90].map((x1) => ({ x1, y1: 1, x2: x1 + 9, y2: 8 })) as [Box, Box, Box];
    const webp = Buffer.from("a view");
    await store.evidence.putView(batchId, { seq: 0 }, webp, "webp");
    await store.evidence.putMark(batchId, { seq: 0 }, found, Buffer.from("found"));
    await store.evidence.putMark(batchId, { seq: 0 }, weaker, Buffer.from("weaker"));
    const view = await other.evidence.openView(batchId, { seq: 0 });
    expect([view?.type, view?.size, await bytesIn(view)]).toEqual(["webp", webp.length, webp]);
    expect(await bytesIn(await other.evidence.openMark(batchId, { seq: 0 }, weaker))).toEqual(Buffer.from("weaker"));
    expect(await other.evidence.openMark(batchId, { seq: 0 }, none)).toBeUndefined();
    expect(await other.evidence.openView(batchId, { seq: 1 })).toBeUndefined();

    const copy = await commitUrls(store, ["http://x.test/same.jpg"]);
    const source = { batch_id: batchId, seq: 0 };
    const boxes = [found, weaker, none];
    for (let i = 0; i < 2; i += 1) await store.evidence.share(source, copy.batch_id, { seq: 0 }, boxes);
    await store.remove(batchId);
    expect(await bytesIn(await other.evidence.openView(copy.batch_id, { seq: 0 }))).toEqual(webp);
    expect(await bytesIn(await other.evidence.openMark(copy.batch_id, { seq: 0 }, weaker))).toEqual(
      Buffer.from("weaker"),
    );
    expect(await other.evidence.openMark(batchId, { seq: 0 }, found)).toBeUndefined();
  });

  test("a stored payload becomes view and thumbnail, which outlive its removal; a newer view replaces it", async () => {
    const { store, other: reader } = stores;
    const item = await store.item(batchId, 2);
    const payload = await store.payloads.open(batchId, item);
    await store.evidence.putView(batchId, { seq: 2 }, payload, "png");
    await store.evidence.putThumbnail(batchId, { seq: 2 }, payload);
    await payload.release();
    await store.payloads.remove(batchId, item);
    const view = await reader.evidence.openView(batchId, { seq: 2 });
    expect([view?.type, (await bytesIn(view))?.length]).toEqual(["png", item.size]);
    expect(await bytesIn(await reader.evidence.openThumbnail(batchId, { seq: 2 }))).toEqual(await bytesIn(view));
    // In a later run a URL may give another file of the same type, or of another one.
    const other = await store.item(batchId, 1);
    const file = await store.payloads.open(batchId, other);
    for (let i = 0; i < 2; i += 1) await store.evidence.putView(batchId, { seq: 2 }, file, "png");
    const same = await bytesIn(await reader.evidence.openView(batchId, { seq: 2 }));
    expect(same).toEqual(await readFile(file.path));
    await file.release();
    await store.evidence.putView(batchId, { seq: 2 }, Buffer.from("new"), "jpeg");
    const newer = await reader.evidence.openView(batchId, { seq: 2 });
    expect([newer?.type, await bytesIn(newer)]).toEqual(["jpeg", Buffer.from("new")]);
  });
}
