import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { commitUrls } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "shares-"));
});
afterEach(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

test("cleanup removes what is left of shares whose batch is gone, and nothing else", async () => {
  const store = await openBatchStore(dir);
  const [stays, goes] = [await commitUrls(store, ["http://x.test/1"]), await commitUrls(store, ["http://x.test/2"])];
  const share = {
    label: null,
    created_at: "2026-01-01T00:00:00.000Z",
    expires_at: "2026-01-02T00:00:00.000Z",
    by: "a",
  };
  await store.shares.add(stays.batch_id, { ...share, id: "a".repeat(32) });
  await store.shares.add(goes.batch_id, { ...share, id: "b".repeat(32) });
  await store.remove(goes.batch_id);
  await store.expire({ finishedHours: 1, pendingHours: 1_000_000 }, Date.now());
  expect(await readdir(join(dir, ".shares"))).toEqual([`${"a".repeat(32)}.json`]);
  expect(await store.shares.find("a".repeat(32))).toMatchObject({ batchId: stays.batch_id });
});
