import { beforeEach, expect, test } from "@jest/globals";
import type { ReviewEntry } from "@symphony/contract";
import { collect, commitUrls, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { Stores } from "./batch-store-contract.ts";

const entryOf = (verdict: ReviewEntry["verdict"], by = "ann", more: Partial<ReviewEntry> = {}): ReviewEntry => ({
  verdict,
  reason: null,
  note: null,
  by,
  at: "2026-01-01T00:00:00.000Z",
  ...more,
});

export function testReviews(stores: Stores): void {
  let manifest: BatchManifest;
  let batchId: string;
  beforeEach(async () => {
    manifest = await commitUrls(
      stores.store,
      Array.from({ length: 1_200 }, (_, i) => `http://x.test/${i}`),
    );
    batchId = manifest.batch_id;
  });

  test("entries are added to an item's history, and the newest one counts", async () => {
    const { store, other } = stores;
    expect([await other.reviews.history(batchId, 1), await other.reviews.newest(batchId, 1)]).toEqual([[], undefined]);
    const entries = [entryOf("Valid"), entryOf("Invalid", "bob", { reason: "old logo", note: "é\n" }), entryOf(null)];
    const versions: number[] = [];
    for (const entry of entries) versions.push(await store.reviews.append(batchId, 1, entry));
    expect(versions).toEqual([1, 2, 3]);
    expect(await other.reviews.history(batchId, 1)).toEqual(entries);
    expect(await other.reviews.newest(batchId, 1)).toEqual({ seq: 1, version: 3, entry: entryOf(null) });
    expect(await other.reviews.history(batchId, 11)).toEqual([]);
  });

  test("of twenty reviewers who saw the same version one wins, and the others are told so", async () => {
    await stores.store.reviews.append(batchId, 5, entryOf("Valid"));
    const reviewers = Array.from({ length: 20 }, (_, i) => `reviewer ${i}`);
    const outcomes = await Promise.allSettled(
      reviewers.map((by, i) =>
        (i % 2 === 0 ? stores.store : stores.other).reviews.append(batchId, 5, entryOf("Invalid", by), 1),
      ),
    );
    const winners = reviewers.filter((_, i) => outcomes[i]?.status === "fulfilled");
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes)
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "version_conflict" });
    expect(await stores.other.reviews.history(batchId, 5)).toEqual([
      entryOf("Valid"),
      entryOf("Invalid", winners[0] as string),
    ]);
  });

  test("without an expected version nobody's entry is lost", async () => {
    const versions = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        (i % 2 === 0 ? stores.store : stores.other).reviews.append(batchId, 5, entryOf("Valid", `reviewer ${i}`)),
      ),
    );
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
    const history = await stores.store.reviews.history(batchId, 5);
    expect(new Set(history.map(({ by }) => by)).size).toBe(20);
  });

  test("an expectation of the past or the future is a conflict that adds nothing", async () => {
    const { reviews } = stores.store;
    await reviews.append(batchId, 7, entryOf("Valid"), 0);
    for (const expected of [0, 2])
      await expect(reviews.append(batchId, 7, entryOf("Invalid"), expected)).rejects.toMatchObject({
        name: "StoreError",
        code: "version_conflict",
      });
    expect(await reviews.history(batchId, 7)).toEqual([entryOf("Valid")]);
  });

  test("the newest entries of a batch come in upload order, and one by one", async () => {
    const { store, other } = stores;
    for (const seq of [1_100, 20, 3]) await store.reviews.append(batchId, seq, entryOf("Valid", `first ${seq}`));
    await store.reviews.append(batchId, 20, entryOf("Invalid", "second 20"));
    const newest = [
      { seq: 3, version: 1, entry: entryOf("Valid", "first 3") },
      { seq: 20, version: 2, entry: entryOf("Invalid", "second 20") },
      { seq: 1_100, version: 1, entry: entryOf("Valid", "first 1100") },
    ];
    expect(await collect(other.reviews.eachNewest(batchId))).toEqual(newest);
    const read = other.reviews.openNewest(batchId);
    expect(await Promise.all([3, 20, 1_100, 4, 1_199].map(read))).toEqual([...newest, undefined, undefined]);
  });

  test("reviews outlive a run, never touch a result, and go with their batch", async () => {
    const { store, other } = stores;
    const small = await commitUrls(store, ["http://x.test/a"]);
    const result = resultOf(small, 0, "Error");
    await store.results.putIfAbsent(result);
    await store.reviews.append(small.batch_id, 0, entryOf("Valid"));
    await store.finish(small);
    expect(await other.reviews.append(small.batch_id, 0, entryOf("Invalid"), 1)).toBe(2);
    await store.startRun(small, { run: 1, seqs: "all", eventsBefore: 1 });
    expect(await other.reviews.history(small.batch_id, 0)).toEqual([entryOf("Valid"), entryOf("Invalid")]);
    expect(await other.results.read(small.batch_id, 0)).toEqual(result);
    await other.remove(small.batch_id);
    expect(await store.reviews.history(small.batch_id, 0)).toEqual([]);
    await expect(store.reviews.append(small.batch_id, 0, entryOf("Valid"))).rejects.toMatchObject({ code: "missing" });
    expect(await store.list()).toEqual([batchId]);
  });
}
