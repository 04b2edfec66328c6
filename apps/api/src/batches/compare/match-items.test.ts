import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest } from "@symphony/batch-store";
import { matchItems } from "./match-items.ts";

const dir = await mkdtemp(join(tmpdir(), "symphony-match-"));
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));
const store = await openBatchStore(dir);

async function commit(files: Record<string, string>): Promise<BatchManifest> {
  const staging = await store.openStaging();
  try {
    for (const [name, text] of Object.entries(files))
      await staging.addFile(
        name,
        (async function* () {
          yield Buffer.from(text);
        })(),
        100,
      );
    const created_at = new Date().toISOString();
    return await staging.commit({
      batch_id: randomUUID(),
      client_id: null,
      email: null,
      chunk_size: 10,
      created_at,
      single: false,
    });
  } finally {
    await staging.discard();
  }
}

test("names are the same whether their accents are composed or not", async () => {
  const batch = await commit({ "caf\u00e9.jpg": "one", "b.jpg": "two" });
  const other = await commit({ "b.jpg": "two", "cafe\u0301.jpg": "other" });
  const pairs = [];
  for await (const pair of matchItems({ store }, batch, other)) pairs.push(pair);
  expect(pairs).toEqual([
    { seq: 0, other: 1, sameContent: false },
    { seq: 1, other: 0, sameContent: true },
  ]);
});
