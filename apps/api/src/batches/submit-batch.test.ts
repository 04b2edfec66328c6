import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { ApiDeps } from "../deps.ts";
import { createSkippedFiles } from "../upload/skipped.ts";
import { submitBatch } from "./submit-batch.ts";
import type { Submitted } from "./submit-batch.ts";

const dir = await mkdtemp(join(tmpdir(), "symphony-submit-"));
afterAll(() => rm(dir, { recursive: true, force: true, maxRetries: 3 }));

test("a call whose key and batch another one commits in the middle of it gets the first response", async () => {
  const store = await openBatchStore(dir);
  const draft = {
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    total: 0,
    created_at: new Date().toISOString(),
  };
  await store.drafts.write(draft);
  const submit = (idempotency = store.idempotency): Promise<Submitted> => {
    // Redis is away: the batch is in the ledger.
    const deps = { store: { ...store, idempotency }, config: {}, logger: { warn: () => undefined } };
    const populate = async (staging: Awaited<ReturnType<typeof store.openStaging>>) => {
      staging.addUrl("https://shop.example/1.jpg");
      const submission = { batchId: draft.batch_id, clientId: undefined, chunkSize: 10 };
      return { submission, skipped: createSkippedFiles() };
    };
    return submitBatch(deps as unknown as ApiDeps, { headers: {} }, populate, "a key");
  };
  let first: Promise<Submitted> | undefined;
  const second = await submit({
    ...store.idempotency,
    async find(key) {
      const found = await store.idempotency.find(key);
      await (first ??= submit());
      return found;
    },
  });
  expect(second).toEqual({ ...(await first), replayed: true });
});
