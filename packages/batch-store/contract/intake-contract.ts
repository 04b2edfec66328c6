import { expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { commitUrls } from "../fixtures/batches.ts";
import type { DraftBatch } from "../src/intake/draft-batches.ts";
import type { SubmissionRecord } from "../src/intake/idempotency-records.ts";
import type { Stores } from "./batch-store-contract.ts";

const KEY = "a".repeat(64);

const submissionOf = (fingerprint: string): SubmissionRecord => ({
  fingerprint,
  answer: { batch_id: randomUUID(), message: "Accepted 1 image.", status: "processing", total: 1, skipped: [] },
  created_at: new Date().toISOString(),
});

export function testIntake(stores: Stores): void {
  test("an empty store can be written, has room, and knows no batch", async () => {
    const { store } = stores;
    await store.check();
    await store.admit(1_000);
    const { freeBytes, totalBytes } = await store.capacity();
    expect(freeBytes).toBeLessThanOrEqual(totalBytes);
    const unknown = randomUUID();
    expect(await store.list()).toEqual([]);
    expect(await store.manifest(unknown)).toBeUndefined();
    expect(await store.metadata(unknown)).toBeUndefined();
    expect(await store.final(unknown)).toBeUndefined();
    await expect(store.item(unknown, 0)).rejects.toThrow();
    await expect(store.openCsv(unknown)).rejects.toMatchObject({ name: "StoreError", code: "missing" });
  });

  test("lists every committed batch", async () => {
    const committed = [];
    for (const store of [stores.store, stores.other])
      committed.push((await commitUrls(store, ["http://x.test"])).batch_id);
    expect((await stores.store.list()).toSorted()).toEqual(committed.toSorted());
  });

  test("a draft is read as it was written last, until it is removed", async () => {
    const { drafts } = stores.store;
    const draft: DraftBatch = {
      batch_id: randomUUID(),
      client_id: "c",
      email: "a@example.test",
      webhook_url: "https://example.test/hook",
      total: 3,
      created_at: new Date().toISOString(),
    };
    expect(await drafts.read(draft.batch_id)).toBeUndefined();
    await drafts.write(draft);
    await drafts.write({ ...draft, total: 4 });
    expect(await stores.other.drafts.read(draft.batch_id)).toEqual({ ...draft, total: 4 });
    expect(await stores.other.list()).toEqual([]);
    await drafts.remove(draft.batch_id);
    await drafts.remove(draft.batch_id);
    expect(await drafts.read(draft.batch_id)).toBeUndefined();
  });

  test("so many drafts have room; none that is young is removed for another", async () => {
    const { drafts } = stores.store;
    const draft = { client_id: null, email: null, total: 0, created_at: new Date().toISOString() };
    const add = (max: number) => drafts.add({ ...draft, batch_id: randomUUID() }, max);
    const added = await Promise.all(Array.from({ length: 10 }, () => add(3)));
    expect(added.filter(Boolean)).toHaveLength(3);
    expect(await add(3)).toBe(false);
    expect(await add(4)).toBe(true);
  });

  test("of twenty submissions under one key the first record stays, and every caller gets it", async () => {
    expect(await stores.store.idempotency.find(KEY)).toBeUndefined();
    const records = Array.from({ length: 20 }, (_, i) => submissionOf(`${i}`));
    const inPlace = await Promise.all(
      records.map((record, i) => (i % 2 === 0 ? stores.store : stores.other).idempotency.reserve(KEY, record)),
    );
    expect(records).toContainEqual(inPlace[0]);
    expect(inPlace).toEqual(records.map(() => inPlace[0]));
    expect(await stores.store.idempotency.find(KEY)).toEqual(inPlace[0]);
    expect(await stores.store.idempotency.find("b".repeat(64))).toBeUndefined();
    expect(await stores.store.idempotency.isTombstoned(KEY)).toBe(false);
  });
}
