import type { BatchManifest } from "../intake/manifest.ts";
import type { ResultRecord } from "../results/record.ts";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "@symphony/contract";
import { openBatchStore } from "../store.ts";
import type { BatchStore } from "../store.ts";

let root: string;
let store: BatchStore;
let manifest: BatchManifest;

function rowOf(seq: number, verdict: Verdict): ResultRecord {
  const result = {
    Image_Path_or_URL: "a",
    Is_Valid: verdict,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: null,
    Error_Category: null,
    Processing_Ms: 1,
    Attempts: 1,
  };
  return { seq, batch_id: manifest.batch_id, processed_at: "now", near_miss: null, image: null, result };
}

async function pendingOf(): Promise<number[]> {
  const seqs: number[] = [];
  for await (const seq of store.pending(manifest)) seqs.push(seq);
  return seqs;
}

async function verdicts(): Promise<Verdict[]> {
  const found: Verdict[] = [];
  for await (const record of store.eachResult(manifest)) found.push(record.result.Is_Valid);
  return found;
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "generation-"));
  store = await openBatchStore(root);
  const staging = await store.openStaging();
  for (const url of ["a", "b", "c"]) staging.addUrl(`http://x.test/${url}`);
  manifest = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 1,
    created_at: "2026-01-01T00:00:00.000Z",
    single: false,
  });
  await staging.discard();
  for (const seq of [0, 1, 2]) await store.results.commit(rowOf(seq, "Invalid"));
  await store.finish(manifest);
});
afterEach(() => rm(root, { recursive: true }));

const RETRY = { seqs: [0, 1], events_before: 3 };

test("nothing of a draft shows until it begins, and nothing stays of one that does not", async () => {
  const draft = store.openRunDraft(manifest);
  await draft.addRow(rowOf(0, "Valid"));
  expect([await verdicts(), await pendingOf()]).toEqual([["Invalid", "Invalid", "Invalid"], []]);
  await draft.discard();
  expect(
    (await readdir(join(root, manifest.batch_id))).filter((name) => name.endsWith(".tmp") && name !== ".tmp"),
  ).toEqual([]);
});

test("a generation begins with the rows that are known, and waits for the others", async () => {
  const draft = store.openRunDraft(manifest);
  await draft.addRow(rowOf(0, "Valid"));
  expect(await draft.begin(1, { ...RETRY, threshold: 0.4 })).toBe(true);
  await draft.discard();
  expect(await store.control(manifest.batch_id)).toEqual({ status: "processing", run: 1, threshold: 0.4 });
  expect([await verdicts(), await pendingOf()]).toEqual([["Valid", "Invalid", "Invalid"], [1]]);
  expect(await store.final(manifest.batch_id)).toBeUndefined();
});

test("of two that begin at once one does, and the other's rows are gone", async () => {
  const drafts = [store.openRunDraft(manifest), store.openRunDraft(manifest)];
  await drafts[0]?.addRow(rowOf(0, "Valid"));
  const began = await Promise.all(drafts.map((draft) => draft.begin(1, RETRY)));
  for (const draft of drafts) await draft.discard();
  expect(began.filter(Boolean)).toHaveLength(1);
  expect(await pendingOf()).toEqual(began[0] === true ? [1] : [0, 1]);
});

test("one whose starter died after it was decided is started by whoever comes next", async () => {
  const first = store.openRunDraft(manifest);
  await first.addRow(rowOf(0, "Valid"));
  await first.begin(1, RETRY);
  // What is on disk when the last step never happened.
  await rm(join(root, manifest.batch_id, "control.json"));
  expect(await verdicts()).toEqual(["Invalid", "Invalid", "Invalid"]);
  const second = store.openRunDraft(manifest);
  expect(await second.begin(1, { seqs: [2], events_before: 3 })).toBe(false);
  await second.discard();
  expect((await store.control(manifest.batch_id)).run).toBe(1);
  expect([await verdicts(), await pendingOf()]).toEqual([["Valid", "Invalid", "Invalid"], [1]]);
});
