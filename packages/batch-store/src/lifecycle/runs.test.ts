import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Verdict } from "@symphony/contract";
import { collect, commitFiles, commitUrls, resultOf } from "../../fixtures/batches.ts";
import { lapsedOwner, olderOwner } from "../../fixtures/owners.ts";
import { ownerId } from "../fs/owner-id.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchStore } from "../port.ts";
import { encodeRecord } from "../results/result-record.ts";

let root: string;
let store: BatchStore;
let manifest: BatchManifest;

const pendingOf = (): Promise<number[]> => collect(store.pending(manifest));
const verdicts = async (): Promise<Verdict[]> =>
  (await collect(store.eachResult(manifest))).map(({ result }) => result.Is_Valid);
const inBatch = (...path: string[]): string => join(root, manifest.batch_id, ...path);

async function finishWith(verdict: Verdict): Promise<void> {
  for (const seq of [0, 1, 2]) await store.results.putIfAbsent(resultOf(manifest, seq, verdict));
  await store.finish(manifest);
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-runs-"));
  store = await openBatchStore(root);
  manifest = await commitUrls(store, ["http://x.test/a", "http://x.test/b", "http://x.test/c"]);
  await finishWith("Invalid");
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

const RUN = { run: 1, seqs: [0, 1], eventsBefore: 3 };

test("a run whose starter died after it was decided is started by the next caller", async () => {
  await store.startRun(manifest, RUN);
  // What is on disk when the last step never happened.
  await rm(inBatch("control.json"));
  await rm(inBatch("control.2.json"));
  expect(await verdicts()).toEqual(["Invalid", "Invalid", "Invalid"]);
  expect(await store.startRun(manifest, { ...RUN, seqs: [2] })).toBe(false);
  expect((await store.control(manifest.batch_id)).run).toBe(1);
  expect(await pendingOf()).toEqual([0, 1]);
});

test("a run whose starter died after it was decided is started by the next finish", async () => {
  const decidedBy = (owner: string): Promise<void> =>
    writeFile(inBatch("retries", "1.json"), JSON.stringify({ seqs: [0, 1], events_before: 3, owner }));
  await mkdir(inBatch("retries"));
  await decidedBy(ownerId());
  expect(await store.hasLeftovers(manifest)).toBe(false);
  await decidedBy(await lapsedOwner(root));
  expect(await store.hasLeftovers(manifest)).toBe(true);
  await expect(store.finish(manifest)).rejects.toThrow("no result for item 0");
  expect((await store.control(manifest.batch_id)).run).toBe(1);
  expect(await pendingOf()).toEqual([0, 1]);
});

test("a run that an older version decided begins with the results it had ready, and waits for the others", async () => {
  const draft = `${olderOwner()}~draft.tmp`;
  await mkdir(inBatch("retries"));
  await mkdir(inBatch(draft, "000000"), { recursive: true });
  await writeFile(inBatch(draft, "000000", "0.json"), encodeRecord(resultOf(manifest, 0, "Valid")));
  await writeFile(
    inBatch("retries", "1.json"),
    JSON.stringify({ seqs: [0, 1], events_before: 3, threshold: 0.4, draft }),
  );
  expect(await store.hasLeftovers(manifest)).toBe(false);
  for (const path of [inBatch("retries", "1.json"), inBatch(draft), inBatch(draft, "000000", "0.json")])
    await utimes(path, 0, 0);
  await utimes(inBatch(draft, "000000"), 0, 0);
  expect(await store.hasLeftovers(manifest)).toBe(true);
  await expect(store.finish(manifest)).rejects.toThrow("no result for item 1");
  expect(await store.control(manifest.batch_id)).toMatchObject({
    status: "processing",
    run: 1,
    threshold: 0.4,
    reevaluates: true,
  });
  expect([await verdicts(), await pendingOf()]).toEqual([["Valid", "Invalid", "Invalid"], [1]]);
  await store.results.putIfAbsent(resultOf(manifest, 1, "Valid"), 1);
  expect(await store.finish(manifest)).toMatchObject({ events: 5, counts: { valid: 2, invalid: 1 } });
});

test("a run of all items does not list them", async () => {
  await store.startRun(manifest, { ...RUN, seqs: "all" });
  expect(JSON.parse(await readFile(inBatch("retries", "1.json"), "utf8"))).toMatchObject({ seqs: "all" });
});

test("the start of a run takes the failed files up again and leaves the kept ones where they are", async () => {
  manifest = await commitFiles(store, ["failed.jpg", "kept.jpg", "removed.jpg"]);
  await store.payloads.keep(manifest.batch_id, await store.item(manifest.batch_id, 1));
  await store.payloads.remove(manifest.batch_id, await store.item(manifest.batch_id, 2));
  await finishWith("Error");
  expect(await readdir(inBatch("failed_files"))).toEqual(["failed.jpg"]);
  await store.startRun(manifest, { ...RUN, seqs: "all" });
  expect([await readdir(inBatch("pending_files")), await readdir(inBatch("kept_files"))]).toEqual([
    ["failed.jpg"],
    ["kept.jpg"],
  ]);
});
