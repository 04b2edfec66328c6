import { expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { collect, commitFiles, detailsOf, resultOf } from "../fixtures/batches.ts";
import type { BatchManifest } from "../src/intake/manifest.ts";
import type { BatchDetails } from "../src/port.ts";
import type { Stores } from "./batch-store-contract.ts";

const HOUR_MS = 3_600_000;
const DRAFT = { client_id: null, email: null, total: 0, created_at: new Date().toISOString() };
const RULES = { finishedHours: 24, pendingHours: 72 };

export function testRetention(stores: Stores): void {
  async function finishedBatch(details?: BatchDetails): Promise<BatchManifest> {
    const manifest = await commitFiles(stores.store, ["a.jpg"], details);
    await stores.store.results.putIfAbsent(resultOf(manifest, 0, "Valid"));
    await stores.store.finish(manifest);
    return manifest;
  }
  const expireIn = (hours: number) => stores.other.expire(RULES, Date.now() + hours * HOUR_MS);

  test("a finished batch is removed after its retention, and not before", async () => {
    const manifest = await finishedBatch();
    expect(await expireIn(23)).toEqual({ removed: [], expired: [], failed: [], errors: [] });
    expect(await stores.store.list()).toEqual([manifest.batch_id]);
    expect(await expireIn(25)).toEqual({ removed: [manifest], expired: [], failed: [], errors: [] });
    expect(await stores.store.list()).toEqual([]);
    expect(await stores.store.manifest(manifest.batch_id)).toBeUndefined();
    expect(await expireIn(25)).toEqual({ removed: [], expired: [], failed: [], errors: [] });
  });

  test("a part batch is removed when its batch has ended, or when a finished one would be", async () => {
    const [draft, other, gone] = [randomUUID(), randomUUID(), randomUUID()];
    for (const batch_id of [draft, other]) await stores.store.drafts.write({ ...DRAFT, batch_id });
    const ofNone = await commitFiles(stores.store, ["d.jpg"], detailsOf({ part_of: gone }));
    const [part, unfinished, ofOther] = [
      await finishedBatch(detailsOf({ part_of: draft })),
      await commitFiles(stores.store, ["b.jpg"], detailsOf({ part_of: draft })),
      await commitFiles(stores.store, ["c.jpg"], detailsOf({ part_of: other })),
    ];
    expect((await stores.other.metadata(part.batch_id))?.part_of).toBe(draft);
    expect(await expireIn(1)).toEqual({ removed: [ofNone], expired: [], failed: [], errors: [] });
    await stores.store.drafts.remove(draft);
    await finishedBatch(detailsOf({ batch_id: draft }));
    const { removed, expired } = await expireIn(2);
    expect([removed.map(({ batch_id }) => batch_id).toSorted(), expired]).toEqual([
      [part.batch_id, unfinished.batch_id].toSorted(),
      [],
    ]);
    expect((await stores.store.list()).toSorted()).toEqual([draft, ofOther.batch_id].toSorted());
    expect((await expireIn(25)).removed.map(({ batch_id }) => batch_id)).toContain(ofOther.batch_id);
  });

  test("an unfinished batch is named after its retention, and stays", async () => {
    const manifest = await commitFiles(stores.store, ["a.jpg"]);
    expect(await expireIn(71)).toEqual({ removed: [], expired: [], failed: [], errors: [] });
    expect(await expireIn(73)).toEqual({ removed: [], expired: [{ manifest, run: 0 }], failed: [], errors: [] });
    expect(await stores.store.list()).toEqual([manifest.batch_id]);
    expect(await collect(stores.store.pending(manifest))).toEqual([0]);
  });

  test("F-77: an unfinished batch does not expire for the time in which nobody could work on it", async () => {
    const rules = { ...RULES, outageMs: HOUR_MS };
    const manifest = await commitFiles(stores.store, ["a.jpg"]);
    const start = Date.now();
    const expireAfter = (hours: number) => stores.other.expire(rules, start + hours * HOUR_MS);
    await expireAfter(0);
    // Four days off, and 71 hours of work after them.
    for (let hours = 96; hours < 96 + 72; hours += 1) expect((await expireAfter(hours)).expired).toEqual([]);
    expect((await expireAfter(96 + 72)).expired).toEqual([{ manifest, run: 0 }]);
  });

  test("the key of a removed batch is tombstoned, and forgotten a day after it was reserved", async () => {
    const key = "a".repeat(64);
    const { idempotency } = stores.store;
    const record = {
      fingerprint: "x",
      answer: { batch_id: randomUUID(), message: "m", status: "processing" as const, total: 1, skipped: [] },
      created_at: new Date().toISOString(),
    };
    await idempotency.reserve(key, record);
    await finishedBatch(detailsOf({ batch_id: record.answer.batch_id, submission_key: key }));
    expect(await idempotency.isTombstoned(key)).toBe(false);
    await stores.other.expire({ ...RULES, finishedHours: 0 }, Date.now());
    expect([await idempotency.isTombstoned(key), await idempotency.find(key)]).toEqual([true, record]);
    await expireIn(25);
    expect([await idempotency.isTombstoned(key), await idempotency.find(key)]).toEqual([false, undefined]);
  });

  test("a draft is removed when it is as old as an unfinished batch may be", async () => {
    const batch_id = randomUUID();
    const created_at = new Date().toISOString();
    await stores.store.drafts.write({ batch_id, client_id: null, email: null, total: 0, created_at });
    await expireIn(71);
    expect(await stores.store.drafts.read(batch_id)).toBeDefined();
    await expireIn(73);
    expect(await stores.store.drafts.read(batch_id)).toBeUndefined();
  });

  test("a batch is removed whole, once or twice", async () => {
    const manifest = await finishedBatch();
    const stays = await finishedBatch();
    await Promise.all([stores.store.remove(manifest.batch_id), stores.other.remove(manifest.batch_id)]);
    await stores.store.remove(manifest.batch_id);
    expect(await stores.store.list()).toEqual([stays.batch_id]);
    expect(await stores.store.manifest(manifest.batch_id)).toBeUndefined();
    expect(await stores.store.results.read(manifest.batch_id, 0)).toBeUndefined();
    // The id is free again.
    await commitFiles(stores.store, ["b.jpg"], detailsOf({ batch_id: manifest.batch_id }));
    expect(await stores.store.final(manifest.batch_id)).toBeUndefined();
  });
}
