import { expect, test } from "@jest/globals";
import { bytesOf, collect, commitFiles, detailsOf, resultOf } from "../fixtures/batches.ts";
import type { Medium, Stores } from "./batch-store-contract.ts";

/** Which processes own what, and which store a process works on. */
export function testOwnership(stores: Stores, openMedium: () => Promise<Medium>): void {
  test("has one id for all processes that open it, and no other store has it", async () => {
    const another = await openMedium();
    try {
      expect(stores.store.id).toBe(stores.other.id);
      expect((await another.openStore()).id).not.toBe(stores.store.id);
    } finally {
      await another.remove();
    }
  });

  test("an upload of a living process stays while others look for what was left, and is accepted whole", async () => {
    const staging = await stores.store.openStaging();
    await staging.addFile("a.jpg", bytesOf("a"), 10);
    expect(await stores.other.removeAbandoned()).toBe(0);
    await staging.addFile("b.jpg", bytesOf("b"), 10);
    expect(await stores.other.removeAbandoned()).toBe(0);
    const manifest = await staging.commit(detailsOf());
    await staging.discard();
    expect(manifest.total).toBe(2);
    expect(await stores.other.doctor.examineBatch(manifest.batch_id)).toEqual([]);
  });

  test("maintenance by others leaves a draft, a submission and a result of a living process alone", async () => {
    const { store, other } = stores;
    const manifest = await commitFiles(store, ["a.jpg", "b.jpg"]);
    const created_at = new Date().toISOString();
    const draft = { ...detailsOf(), total: 0, created_at };
    await Promise.all([
      ...Array.from({ length: 10 }, () => store.drafts.write({ ...draft })),
      ...Array.from({ length: 10 }, () => other.expire({ finishedHours: 24, pendingHours: 72 }, Date.now())),
      store.results.putIfAbsent(resultOf(manifest, 0, "Valid")),
    ]);
    expect(await other.drafts.read(draft.batch_id)).toMatchObject({ batch_id: draft.batch_id });
    expect(await collect(other.pending(manifest))).toEqual([1]);
  });

  test("every batch is unsettled until a process has settled it, and again after it was started again", async () => {
    const { store, other } = stores;
    const manifest = await commitFiles(store, ["a.jpg"]);
    expect(await collect(other.unsettled())).toEqual([manifest.batch_id]);
    await store.results.putIfAbsent(resultOf(manifest, 0, "Error", { Error: "x", Error_Category: "internal" }));
    await store.finish(manifest);
    other.settle(manifest.batch_id);
    await store.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 1 });
    expect(await collect(other.unsettled())).toEqual([manifest.batch_id]);
  });
}
