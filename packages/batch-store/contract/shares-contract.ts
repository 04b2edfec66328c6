import { beforeEach, expect, test } from "@jest/globals";
import { commitUrls } from "../fixtures/batches.ts";
import type { ShareRecord } from "../src/shares/share-record.ts";
import type { Stores } from "./batch-store-contract.ts";

const shareOf = (digit: string, minute: number): ShareRecord => ({
  id: digit.repeat(32),
  label: minute === 0 ? null : "for the supplier",
  created_at: `2026-01-01T00:0${minute}:00.000Z`,
  expires_at: "2026-01-08T00:00:00.000Z",
  by: "ann",
});

export function testShares(stores: Stores): void {
  let batchId: string;
  beforeEach(async () => {
    batchId = (await commitUrls(stores.store, ["http://x.test/1"])).batch_id;
  });

  test("a share is there for all processes, until it is removed", async () => {
    const { store, other } = stores;
    const [first, second] = [shareOf("b", 0), shareOf("a", 1)];
    expect([await store.shares.list(batchId), await store.shares.find(first.id)]).toEqual([[], undefined]);
    await store.shares.add(batchId, second);
    await store.shares.add(batchId, first);
    expect(await other.shares.list(batchId)).toEqual([first, second]);
    expect(await other.shares.find(second.id)).toEqual({ batchId, share: second });
    expect([await store.shares.remove(batchId, first.id), await other.shares.remove(batchId, first.id)]).toEqual([
      true,
      false,
    ]);
    expect(await other.shares.find(first.id)).toBeUndefined();
    expect(await other.shares.list(batchId)).toEqual([second]);
  });

  test("shares go with their batch, and do not bring it back", async () => {
    await stores.store.shares.add(batchId, shareOf("a", 0));
    await stores.other.remove(batchId);
    await expect(stores.store.shares.add(batchId, shareOf("b", 0))).rejects.toMatchObject({ code: "missing" });
    expect(await stores.store.shares.list(batchId)).toEqual([]);
    expect(await stores.store.shares.find(shareOf("a", 0).id)).toBeUndefined();
    expect(await stores.other.list()).toEqual([]);
    await stores.other.expire({ finishedHours: 1, pendingHours: 1 }, Date.now());
    expect(await stores.store.shares.find(shareOf("a", 0).id)).toBeUndefined();
  });
}
