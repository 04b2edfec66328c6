import { expect, test } from "@jest/globals";
import { collect, commitFiles, detailsOf, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import { createDueExpiry } from "../src/lifecycle/expire-due.ts";
import type { Final } from "../src/state/final.ts";
import type { Stores } from "./batch-store-contract.ts";

const HOUR_MS = 3_600_000;
const said = { by: "ann", at: "2026-11-27T08:00:00.000Z" };

export function testRecords(stores: Stores): void {
  const commit = (more = {}): Promise<BatchManifest> =>
    commitFiles(stores.store, ["a.jpg"], detailsOf({ title: "Autumn", supplier: "Example Ltd", ...more }));
  const finish = async (manifest: BatchManifest): Promise<Final> => {
    await stores.store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    return stores.store.finish(manifest, "m1");
  };
  const expireIn = (hours: number) =>
    stores.other.expire({ finishedHours: 24, pendingHours: 72 }, Date.now() + hours * HOUR_MS);

  test("a record begins with what the batch was started with, and of many changes of one version one wins", async () => {
    const { store, other } = stores;
    const { batch_id: id } = await commit();
    const first = { title: "Autumn", supplier: "Example Ltd", note: null, pinned: false, version: 0 };
    expect(await store.records.read(id)).toEqual(first);
    const changes = await Promise.allSettled(
      [1, 2, 3, 4].map((n) => (n % 2 ? store : other).records.update(id, { note: `note ${n}`, ...said }, 0)),
    );
    const won = changes.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
    expect(won).toHaveLength(1);
    expect(await other.records.read(id)).toEqual(won[0]);
    // Without a version none is lost.
    await Promise.all([
      store.records.update(id, { title: "Winter", ...said }),
      other.records.update(id, { pinned: true, ...said }),
    ]);
    expect(await store.records.read(id)).toEqual({ ...won[0], title: "Winter", pinned: true, version: 3 });
  });

  test("a pinned batch is not removed until it is unpinned, and a removed one takes no change", async () => {
    const { store } = stores;
    const manifest = await commit();
    const { batch_id: id } = manifest;
    await finish(manifest);
    await store.records.update(id, { pinned: true, ...said });
    expect((await expireIn(25)).removed).toEqual([]);
    expect(await store.list()).toEqual([id]);
    await store.records.update(id, { pinned: false, ...said });
    expect((await expireIn(49)).removed).toEqual([manifest]);
    expect(await store.records.read(id)).toBeUndefined();
    await expect(store.records.update(id, { title: "x", ...said })).rejects.toMatchObject({ code: "missing" });
    expect(await store.list()).toEqual([]);
    expect(await collect(store.removals.due())).toEqual([]);
  });

  test("a removal that was begun is found by every process, hides the batch once, and spares one with its id", async () => {
    const { store, other } = stores;
    const manifest = await commit();
    const { batch_id: id } = manifest;
    await store.removals.begin(manifest);
    expect([await other.removals.has(id), await other.removals.has(detailsOf().batch_id)]).toEqual([true, false]);
    expect(await collect(other.removals.due())).toEqual([{ manifest, isOver: false }]);
    expect(await other.removals.carryOut(manifest)).toBe(true);
    expect(await store.removals.carryOut(manifest)).toBe(false);
    expect([await store.manifest(id), await store.list()]).toEqual([undefined, []]);
    await other.removals.emptyTrash();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await commit({ batch_id: id });
    expect(await store.removals.carryOut(manifest)).toBe(false);
    expect(await store.list()).toEqual([id]);
    await store.removals.end(id);
    expect(await collect(other.removals.due())).toEqual([]);
  });

  test("an expiry that was begun is left to the process that looks at the pin, as long as that may live", async () => {
    const { store, other } = stores;
    const manifest = await commit();
    await store.removals.begin(manifest, { completed_at: manifest.accepted_at });
    expect(await other.removals.has(manifest.batch_id)).toBe(true);
    expect(await collect(other.removals.due())).toEqual([]);
  });

  test("an expiry spares a batch that is started again while it is noted", async () => {
    const { store, other } = stores;
    const manifest = await commit();
    const { batch_id: id } = manifest;
    const { completed_at } = await finish(manifest);
    const expire = createDueExpiry(
      { ...other, isPinned: async () => false, isDraft: async () => false, lastProgress: async () => Date.now() },
      {
        ...other.removals,
        async begin(...note) {
          await other.removals.begin(...note);
          await store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 1 });
        },
      },
    );
    const now = Date.parse(completed_at) + 25 * HOUR_MS;
    const rules = { finishedHours: 24, pendingHours: 72 };
    const ids = (async function* only() {
      yield id;
    })();
    expect(await expire(ids, { rules, now, workedSince: () => 0 })).toEqual({ removed: [], expired: [], failed: [] });
    expect([await store.list(), await store.removals.has(id)]).toEqual([[id], false]);
  });

  test("the runs of a batch say what each was for and how many verdicts it changed", async () => {
    const { store } = stores;
    const manifest = await commitFiles(store, ["a.jpg", "b.jpg", "c.jpg"]);
    for (const seq of [0, 1, 2])
      await store.results.putIfAbsent(
        resultOf(manifest, seq, seq === 0 ? "Error" : "Invalid", {}, { threshold: 0.4, near_miss: near }),
      );
    const final = await store.finish(manifest, "m1");
    expect(await store.runs(manifest)).toEqual([
      { run: 0, started_at: manifest.accepted_at, threshold: null, items: 3, corrected: 0, final },
    ]);
    expect([final.thresholds, final.model, final.changed]).toEqual([{ logo: 0.4 }, "m1", undefined]);
    await store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 3 });
    await store.results.putIfAbsent(resultOf(manifest, 0, "Valid"), 1);
    await store.finish(manifest);
    await store.startRun(manifest, { run: 2, seqs: "all", eventsBefore: 4, threshold: 0.2 });
    for (const seq of [0, 1, 2])
      await store.results.putIfAbsent(resultOf(manifest, seq, seq === 1 ? "Invalid" : "Valid"), 2);
    await store.finish(manifest, "m2");
    expect(
      (await store.runs(manifest)).map(({ run, items, threshold, final: end }) => [
        run,
        items,
        threshold,
        end?.changed,
        end?.model,
      ]),
    ).toEqual([
      [0, 3, null, undefined, "m1"],
      [1, 1, null, 1, undefined],
      [2, 3, 0.2, 1, "m2"],
    ]);
  });
}

const near = { stage: "logo", confidence: 0.3, box: { x1: 0, y1: 0, x2: 1, y2: 1 } };
