import { beforeEach, expect, test } from "@jest/globals";
import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Verdict } from "@symphony/contract";
import { collect, commitFiles, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { ResultRecord } from "../src/results/result-record.ts";
import { UnfinishedError } from "../src/store-error.ts";
import type { Stores } from "./batch-store-contract.ts";

const NAMES = ["a.jpg", "b.jpg", "c.jpg"];
const box = { x1: 0, y1: 0, x2: 1, y2: 1 };

/** What a reader of something that is gone may give: an error, or what it had read before; nothing else would be true. */
const outcomeOf = (reading: Promise<ResultRecord | undefined>): Promise<unknown> =>
  reading.then(
    (record) => record?.result.Is_Valid,
    (error: { code?: string }) => error.code,
  );

export function testRuns(stores: Stores): void {
  let manifest: BatchManifest;
  let batchId: string;
  beforeEach(async () => {
    manifest = await commitFiles(stores.store, NAMES);
    batchId = manifest.batch_id;
  });

  async function put(verdicts: Partial<Record<number, Verdict>>, run = 0): Promise<void> {
    for (const [seq, verdict] of Object.entries(verdicts)) {
      const name = NAMES[Number(seq)] as string;
      const more =
        verdict === "Valid"
          ? { Detected_By: "mark" }
          : verdict === "Error"
            ? { Error_Category: "corrupt_image" as const, Error: "damaged" }
            : {};
      const record = resultOf(manifest, Number(seq), verdict as Verdict, { Image_Path_or_URL: name, ...more });
      await stores.store.results.putIfAbsent(record, run);
    }
  }
  const verdicts = async (): Promise<Verdict[]> =>
    (await collect(stores.other.eachResult(manifest))).map(({ result }) => result.Is_Valid);
  const csv = async (): Promise<string[]> =>
    (await text((await stores.other.openCsv(batchId)).stream())).split("\r\n").map((line) => line.split(",", 2).join());

  test("control is what was asked last, and shows in the metadata", async () => {
    const { store, other } = stores;
    expect(await other.control(batchId)).toEqual({ status: "processing", run: 0, version: 0 });
    expect(await store.updateControl(batchId, 0, { status: "paused", run: 0, threshold: 0.3 })).toBe(true);
    expect(await other.control(batchId)).toEqual({ status: "paused", run: 0, threshold: 0.3, version: 1 });
    expect(await other.metadata(batchId)).toMatchObject({ status: "paused" });
  });

  test("of 32 callers that change one version of the control exactly one wins, however often it changed", async () => {
    const { store, other } = stores;
    for (let version = 0; version < 3; version += 1) {
      const wins = await Promise.all(
        Array.from({ length: 32 }, (_, i) =>
          [store, other][i % 2]?.updateControl(batchId, version, { status: "processing", run: 0, threshold: i / 100 }),
        ),
      );
      expect(wins.filter(Boolean)).toHaveLength(1);
      const { threshold, version: after } = await other.control(batchId);
      expect([threshold, after]).toEqual([wins.indexOf(true) / 100, version + 1]);
    }
  });

  test("a change that read another version than the newest changes nothing", async () => {
    const { store, other } = stores;
    for (let version = 0; version < 80; version += 1)
      await store.updateControl(batchId, version, { status: version % 2 === 0 ? "paused" : "processing", run: 0 });
    for (const stale of [0, 1, 40, 79, 81, 200])
      expect(await other.updateControl(batchId, stale, { status: "paused", run: 0 })).toBe(false);
    expect(await other.control(batchId)).toEqual({ status: "processing", run: 0, version: 80 });
  });

  test("a cancel is final", async () => {
    const { store, other } = stores;
    await store.updateControl(batchId, 0, { status: "cancelled", run: 0 });
    expect(await other.updateControl(batchId, 1, { status: "processing", run: 0 })).toBe(false);
    expect(await other.control(batchId)).toMatchObject({ status: "cancelled" });
    await put({ 0: "Error", 1: "Error", 2: "Error" });
    expect(await other.finish(manifest)).toMatchObject({ status: "cancelled" });
  });

  test("how a run ends is decided once: a cancel wins and ends it, or comes too late", async () => {
    const { store, other } = stores;
    await put({ 0: "Valid", 1: "Invalid", 2: "Valid" });
    const [cancelled, final] = await Promise.all([
      other.updateControl(batchId, 0, { status: "cancelled", run: 0 }),
      store.finish(manifest),
    ]);
    expect(final.status).toBe(cancelled ? "cancelled" : "completed");
    const { version } = await other.control(batchId);
    expect(await other.updateControl(batchId, version, { status: "paused", run: 0 })).toBe(false);
  });

  test("a batch cannot be finished while an item has no result", async () => {
    await put({ 0: "Valid", 2: "Valid" });
    await expect(stores.store.finish(manifest)).rejects.toThrow(UnfinishedError);
    await expect(stores.store.finish(manifest)).rejects.toMatchObject({ seq: 1 });
    expect(await stores.store.final(batchId)).toBeUndefined();
    await expect(stores.store.openCsv(batchId)).rejects.toMatchObject({ name: "StoreError", code: "missing" });
  });

  test("is finished once, with several callers", async () => {
    const { store, other } = stores;
    await put({ 0: "Valid", 1: "Invalid", 2: "Error" });
    const finals = await Promise.all([store, other, store, other].map((each) => each.finish(manifest)));
    const final = await other.final(batchId);
    expect(finals).toEqual(finals.map(() => final));
    expect(await store.finish(manifest)).toEqual(final);
    expect(final).toMatchObject({
      status: "completed",
      counts: { total: 3, valid: 1, invalid: 1, error: 1, processed: 3, pending: 0 },
      errors_by_category: { corrupt_image: 1 },
      valid_by_stage: { mark: 1 },
      events: 3,
      started_at: manifest.accepted_at,
    });
    expect(await other.metadata(batchId)).toMatchObject({ status: "completed", completed_at: final?.completed_at });
    expect(await csv()).toEqual(["Image_Path_or_URL,Is_Valid", "a.jpg,Valid", "b.jpg,Invalid", "c.jpg,Error", ""]);
    expect((await other.openCsv(batchId)).size).toBe((await text((await other.openCsv(batchId)).stream())).length);
    expect(await other.failedItems(manifest)).toEqual([2]);
    expect(await other.hasLeftovers(manifest)).toBe(false);
    expect(await collect(other.pending(manifest))).toEqual([]);
    // The counts of attempts are gone with the unfinished batch.
    await store.attempts.takeBack(batchId, 0, 0);
  });

  test("a cancelled batch is finished as cancelled", async () => {
    await stores.store.updateControl(batchId, 0, { status: "cancelled", run: 0 });
    await put({ 0: "Error", 1: "Error", 2: "Error" });
    expect(await stores.store.finish(manifest)).toMatchObject({ status: "cancelled" });
    expect(await stores.other.failedItems(manifest)).toEqual([0, 1, 2]);
  });

  const found = (confidence: number) => ({ stage: "mark", confidence, box });
  test.each<[string, Partial<ResultRecord>, number]>([
    ["without another stage", { findings: [found(0.4)], stages_left: 0 }, 1],
    ["with other stages left, up to the best finding", { findings: [found(0.4), found(0.7)], stages_left: 1 }, 0.7],
    ["with other stages left and nothing found", { findings: [], stages_left: 1 }, 0],
    ["of an older version, up to the detection that is shown", {}, 0.6],
  ])("tells up to which threshold results are decided: %s", async (_name, record, expected) => {
    await put({ 1: "Invalid", 2: "Error" });
    const result = { Confidence: 0.6, Detected_By: "mark", Bounding_Box: box };
    await stores.store.results.putIfAbsent(resultOf(manifest, 0, "Valid", result, record));
    expect((await stores.store.finish(manifest)).decided_up_to).toBe(expected);
  });

  test("a run repeats some items and keeps the results of the others", async () => {
    const { store, other } = stores;
    await put({ 0: "Error", 1: "Invalid", 2: "Error" });
    const first = await store.finish(manifest);
    const run = { run: 1, seqs: await store.failedItems(manifest), eventsBefore: first.events, threshold: 0.4 };
    expect(await store.startRun(manifest, run)).toBe(true);
    expect(await other.control(batchId)).toMatchObject({
      status: "processing",
      run: 1,
      threshold: 0.4,
      reevaluates: true,
    });
    expect(await other.final(batchId)).toBeUndefined();
    expect(await other.metadata(batchId)).toMatchObject({ status: "processing", completed_at: null });
    expect(await collect(other.pending(manifest))).toEqual([0, 2]);
    // Until there is a newer one, the earlier result is shown.
    expect(await verdicts()).toEqual(["Error", "Invalid", "Error"]);
    await put({ 2: "Valid" }, 1);
    expect(await other.batchProgress(manifest)).toMatchObject({
      verdicts: new Map([
        [1, "Invalid"],
        [2, "Valid"],
      ]),
      events: 4,
    });
    await expect(store.finish(manifest)).rejects.toMatchObject({ seq: 0 });
    await put({ 0: "Error" }, 1);
    expect(await store.finish(manifest)).toMatchObject({ events: 5, counts: { valid: 1, invalid: 1, error: 1 } });
    expect(await verdicts()).toEqual(["Error", "Invalid", "Valid"]);
    expect(await csv()).toEqual(["Image_Path_or_URL,Is_Valid", "a.jpg,Error", "b.jpg,Invalid", "c.jpg,Valid", ""]);
    expect(await other.failedItems(manifest)).toEqual([0]);
    expect((await other.results.newest(batchId, 2, 1))?.result.Is_Valid).toBe("Valid");
    expect((await other.results.newest(batchId, 1, 1))?.result.Is_Valid).toBe("Invalid");
    expect(await other.results.newest(batchId, 1, 1, 1)).toBeUndefined();
    expect((await other.results.read(batchId, 2))?.result.Is_Valid).toBe("Error");
  });

  test("a batch that was removed is not brought back by a run", async () => {
    await put({ 0: "Valid", 1: "Invalid", 2: "Error" });
    await stores.store.finish(manifest);
    await stores.other.remove(batchId);
    const late = stores.store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 3 });
    await late.catch((error: unknown) => expect(error).toMatchObject({ code: "missing" }));
    expect(await stores.other.list()).toEqual([]);
  });

  test("a run of all items repeats every one, and a later run counts before it", async () => {
    const { store, other } = stores;
    await put({ 0: "Invalid", 1: "Invalid", 2: "Error" });
    await store.finish(manifest);
    await store.startRun(manifest, { run: 1, seqs: "all", eventsBefore: 3, threshold: 0.2 });
    expect(await collect(other.pending(manifest))).toEqual([0, 1, 2]);
    expect((await other.batchProgress(manifest)).verdicts.size).toBe(0);
    await put({ 0: "Valid", 1: "Valid", 2: "Error" }, 1);
    expect(await store.finish(manifest)).toMatchObject({ events: 6, counts: { valid: 2, error: 1 } });
    await store.startRun(manifest, { run: 2, seqs: [2], eventsBefore: 6 });
    expect(await other.control(batchId)).toMatchObject({ status: "processing", run: 2, threshold: 0.2 });
    await put({ 2: "Invalid" }, 2);
    expect(await store.finish(manifest)).toMatchObject({ events: 7, counts: { valid: 2, invalid: 1, error: 0 } });
    expect(await verdicts()).toEqual(["Valid", "Valid", "Invalid"]);
    expect(await other.failedItems(manifest)).toEqual([]);
  });

  test("results that a run of all items replaced are removed, and a reader of them makes none up", async () => {
    const { store, other } = stores;
    await put({ 0: "Invalid", 1: "Invalid", 2: "Invalid" });
    await store.finish(manifest);
    const read = await other.openResults(manifest);
    expect((await read(0))?.result.Is_Valid).toBe("Invalid");
    await store.startRun(manifest, { run: 1, seqs: "all", eventsBefore: 3, threshold: 0.2 });
    expect((await read(1))?.result.Is_Valid).toBe("Invalid");
    await put({ 0: "Valid", 1: "Valid", 2: "Valid" }, 1);
    await store.finish(manifest);
    expect(await other.results.read(batchId, 2)).toBeUndefined();
    expect(["missing", "Invalid"]).toContain(await outcomeOf(read(2)));
    expect(await verdicts()).toEqual(["Valid", "Valid", "Valid"]);
    expect(await csv()).toEqual(["Image_Path_or_URL,Is_Valid", "a.jpg,Valid", "b.jpg,Valid", "c.jpg,Valid", ""]);
    expect(await other.hasLeftovers(manifest)).toBe(false);
  });

  test("a reader of a finished batch that is removed meanwhile makes no results up", async () => {
    await put({ 0: "Valid", 1: "Valid", 2: "Valid" });
    await stores.store.finish(manifest);
    const read = await stores.other.openResults(manifest);
    expect((await read(0))?.result.Is_Valid).toBe("Valid");
    await stores.store.remove(batchId);
    expect(["missing", "Valid"]).toContain(await outcomeOf(read(1)));
  });

  test("one of two concurrent starts of a run wins", async () => {
    await put({ 0: "Error", 1: "Error", 2: "Error" });
    await stores.store.finish(manifest);
    const lists = [[0, 1], [2]];
    const started = await Promise.all(
      [stores.store, stores.other].map((store, i) =>
        store.startRun(manifest, { run: 1, seqs: lists[i] as number[], eventsBefore: 3 }),
      ),
    );
    expect(started.filter(Boolean)).toHaveLength(1);
    expect(await collect(stores.store.pending(manifest))).toEqual(lists[started.indexOf(true)]);
    expect(await stores.store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 3 })).toBe(false);
    expect((await stores.store.control(batchId)).run).toBe(1);
  });

  test("a run finds the bytes of items that failed and of those that were kept", async () => {
    const { store, other } = stores;
    const itemOf = (seq: number) => store.item(batchId, seq);
    await store.payloads.keep(batchId, await itemOf(1));
    await store.payloads.remove(batchId, await itemOf(2));
    await put({ 0: "Error", 1: "Valid", 2: "Invalid" });
    await store.finish(manifest);
    await store.startRun(manifest, { run: 1, seqs: "all", eventsBefore: 3 });
    for (const seq of [0, 1]) {
      const file = await other.payloads.open(batchId, await itemOf(seq));
      expect(await readFile(file.path, "utf8")).toBe(`bytes of ${NAMES[seq]}`);
      await file.release();
    }
    await expect(other.payloads.open(batchId, await itemOf(2))).rejects.toMatchObject({ code: "missing" });
  });
}
