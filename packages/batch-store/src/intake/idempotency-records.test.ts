import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { commitUrls, detailsOf, resultOf } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchStore } from "../port.ts";
import type { SubmissionRecord } from "./idempotency-records.ts";

const KEY = "a".repeat(64);
let root: string;
let store: BatchStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-idempotency-"));
  store = await openBatchStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const recordOf = (fingerprint: string): SubmissionRecord => ({
  fingerprint,
  answer: { batch_id: randomUUID(), message: "Accepted 1 image.", status: "processing", total: 1, skipped: [] },
  created_at: new Date().toISOString(),
});

test("of many records under one key the first stays, and every caller gets it", async () => {
  const records = ["x", "y", "z"].map(recordOf);
  const inPlace = await Promise.all(records.map((record) => store.idempotency.reserve(KEY, record)));
  expect(records).toContainEqual(inPlace[0]);
  expect(inPlace).toEqual(inPlace.map(() => inPlace[0]));
  expect(await store.idempotency.find(KEY)).toEqual(inPlace[0]);
  expect(await readdir(join(root, ".submissions"))).toEqual([`${KEY}.json`]);
});

test("a key is remembered for a day, also when its batch is removed earlier", async () => {
  const record = recordOf("x");
  const rules = { finishedHours: 0, pendingHours: 72 };
  await store.idempotency.reserve(KEY, record);
  const details = detailsOf({ batch_id: record.answer.batch_id, submission_key: KEY });
  const manifest = await commitUrls(store, ["http://x.test/a.jpg"], details);
  await store.results.putIfAbsent(resultOf(manifest, 0, "Error", { Error: "x", Error_Category: "internal" }));
  await store.finish(manifest);

  expect(await store.idempotency.isTombstoned(KEY)).toBe(false);
  await store.expire(rules, Date.now());
  expect(await store.list()).toEqual([]);
  expect(await store.idempotency.isTombstoned(KEY)).toBe(true);
  expect(await store.idempotency.find(KEY)).toEqual(record);

  await store.expire(rules, Date.now() + 25 * 3_600_000);
  expect(await readdir(join(root, ".submissions"))).toEqual([]);
});
