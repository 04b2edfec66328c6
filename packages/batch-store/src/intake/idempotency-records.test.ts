import type { SubmissionRecord } from "./submission-record.ts";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cleanUp } from "../lifecycle/cleanup.ts";
import { openBatchStore } from "../store.ts";
import type { BatchStore } from "../store.ts";

const KEY = "a".repeat(64);
let root: string;
let store: BatchStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "submissions-"));
  store = await openBatchStore(root);
});
afterEach(() => rm(root, { recursive: true }));

const recordOf = (fingerprint: string): SubmissionRecord => ({
  fingerprint,
  answer: { batch_id: randomUUID(), message: "Accepted 1 images.", status: "processing", total: 1, skipped: [] },
  created_at: new Date().toISOString(),
});

test("of many records under one key the first stays, and everybody gets it", async () => {
  const records = ["x", "y", "z"].map(recordOf);
  const inPlace = await Promise.all(records.map((record) => store.submissions.claim(KEY, record, root)));
  expect(records).toContainEqual(inPlace[0]);
  expect(inPlace).toEqual(inPlace.map(() => inPlace[0]));
  expect(await store.submissions.read(KEY)).toEqual(inPlace[0]);
});

test("a key is remembered for a day, also when its batch is gone earlier", async () => {
  const record = recordOf("x");
  await store.submissions.claim(KEY, record, root);
  const staging = await store.openStaging();
  staging.addUrl("http://x.test/a.jpg");
  const facts = {
    batch_id: record.answer.batch_id,
    client_id: null,
    email: null,
    chunk_size: 1,
    created_at: record.created_at,
    single: false,
    submission_key: KEY,
  };
  const manifest = await staging.commit(facts);
  await staging.discard();
  const result = {
    Image_Path_or_URL: "a",
    Is_Valid: "Error" as const,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: "x",
    Error_Category: "internal" as const,
    Processing_Ms: 1,
    Attempts: 1,
  };
  await store.results.commit({
    seq: 0,
    batch_id: manifest.batch_id,
    processed_at: record.created_at,
    near_miss: null,
    image: null,
    result,
  });
  await store.finish(manifest);

  expect(await store.submissions.isRetired(KEY)).toBe(false);
  await cleanUp(root, store, { finishedHours: 0, pendingHours: 72 });
  expect(await store.list()).toEqual([]);
  expect(await store.submissions.isRetired(KEY)).toBe(true);
  expect(await store.submissions.read(KEY)).toEqual(record);

  await cleanUp(root, store, { finishedHours: 0, pendingHours: 72 }, Date.now() + 25 * 3_600_000);
  expect(await readdir(join(root, ".submissions"))).toEqual([]);
});
