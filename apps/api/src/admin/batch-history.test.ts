import { expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { createBatchHistory } from "./batch-history.ts";

const BATCHES = 600;
const RECHECKED = 500;

test("F-65: pages of the history cost the batches that may have changed, and requests at once share the work", async () => {
  const root = await mkdtemp(join(tmpdir(), "symphony-history-"));
  const store = await openBatchStore(root);
  const ids = Array.from({ length: BATCHES }, () => randomUUID());
  let reads = 0;
  const metadata = async (batch_id: string) => {
    reads += 1;
    const created_at = new Date(1_700_000_000_000 + ids.indexOf(batch_id as never) * 1_000).toISOString();
    return {
      batch_id,
      client_id: null,
      email: null,
      status: "completed",
      counts: {},
      created_at,
      completed_at: created_at,
    };
  };
  const history = createBatchHistory({ ...store, list: async () => ids, metadata } as unknown as BatchStore);
  const query = { search: "", cursor: 0, limit: 10 };
  const first = await history.page(query);
  expect([first.found, first.batches[0]?.batch_id, first.next_cursor]).toEqual([BATCHES, ids.at(-1), 10]);
  expect(reads).toBe(BATCHES);
  await Promise.all(Array.from({ length: 8 }, () => history.page({ ...query, cursor: 10 })));
  expect(reads).toBe(BATCHES + RECHECKED);
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
});
