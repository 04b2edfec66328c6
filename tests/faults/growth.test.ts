import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
import { logger, metrics, progress, queues, resolved } from "@symphony/test-support/stubs";
import { createExpiry } from "../../apps/worker/src/batch/expiry.ts";
import { createRecovery } from "../../apps/worker/src/batch/recovery.ts";
import { RUN_KEY } from "./checker/read-exports.ts";
import { faultTest } from "./support/fault-test.ts";
import { commitUrls, resultOf } from "./support/small-batches.ts";

const FEW = 100;
const MANY = 600;
const AGAIN = 8;
const HOUR_MS = 3_600_000;
const noIo = process.platform === "linux" ? undefined : "there is no /proc/self/io";

let root: string;
let store: BatchStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-growth-"));
  store = await openBatchStore(root);
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** Batches that were finished an hour ago, and as many drafts and submissions. */
async function keep(count: number): Promise<string[]> {
  const model = await commitUrls(store, ["http://x.test/0.jpg"]);
  await store.results.putIfAbsent(resultOf(model, 0, "http://x.test/0.jpg", true));
  const { completed_at } = await store.finish(model);
  const anHourAgo = new Date(Date.now() - HOUR_MS).toISOString();
  const files = ["accepted.json", "metadata.json", "final.json", "results.csv"].map(async (name) => {
    const text = await readFile(join(root, model.batch_id, name), "utf8");
    return { name, text: text.replaceAll(completed_at, anHourAgo) };
  });
  const texts = await Promise.all(files);
  await mkdir(join(root, ".submissions"), { recursive: true });
  const ids = Array.from({ length: count }, () => randomUUID());
  for (const id of ids) {
    await mkdir(join(root, id));
    for (const { name, text } of texts) await writeFile(join(root, id, name), text.replaceAll(model.batch_id, id));
    const draft = { batch_id: id, client_id: null, email: null, total: 0, created_at: anHourAgo };
    await writeFile(join(root, ".announced", `${id}.json`), JSON.stringify(draft));
    const answer = { batch_id: id, message: "m", status: "processing", total: 1, skipped: [] };
    const submission = { fingerprint: "x", answer, created_at: anHourAgo };
    await writeFile(join(root, ".submissions", `${id.replaceAll("-", "").repeat(2)}.json`), JSON.stringify(submission));
  }
  return ids;
}

function maintenance() {
  const found: string[] = [];
  const note = async ({ batch_id }: { batch_id: string }): Promise<void> => void found.push(batch_id);
  const counters = { ...progress, status: resolved, seedFinal: resolved, seed: resolved } as unknown as typeof progress;
  const recover = createRecovery({
    store,
    progress: counters,
    queues: { ...queues, addItems: note } as typeof queues,
    logger,
    metrics,
    buckets: new Map(),
    startWebhook: async () => false,
  });
  const expire = createExpiry({
    store,
    progress,
    queues,
    logger,
    rules: { finishedHours: 24, pendingHours: 72, outageMs: HOUR_MS },
  });
  return { recover, expire, found };
}

/** Reads of this process so far, from files and elsewhere. */
const readsSoFar = async (): Promise<number> =>
  Number(/syscr: (\d+)/.exec(await readFile("/proc/self/io", "utf8"))?.[1]);

/** What one more minute of maintenance reads, once everything has been looked at. */
async function readsOfAPass(kept: number): Promise<number> {
  await keep(kept);
  const { recover, expire } = maintenance();
  await recover("all");
  await expire();
  const before = await readsSoFar();
  await recover("stuck");
  await expire();
  return (await readsSoFar()) - before;
}

faultTest(65, "recovery and cleanup cost what there is to do, not what is kept", noIo, async () => {
  const few = await readsOfAPass(FEW);
  const many = await readsOfAPass(MANY);
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThan(2 * few);
});

faultTest(65, "among many kept batches those that are new or started again are found at once", undefined, async () => {
  const ids = await keep(FEW);
  const { recover, found } = maintenance();
  await recover("all");
  const other = await openBatchStore(root);
  const added = await commitUrls(other, ["http://x.test/1.jpg"]);
  // Some batches are looked at in turn: that all of these are among them by chance does not happen.
  const again = ids.slice(-AGAIN);
  for (const id of again) {
    const manifest = await other.manifest(id);
    if (manifest === undefined) throw new Error("the batch is missing");
    await other.startRun(manifest, { run: 1, seqs: [0], eventsBefore: 1 });
  }
  await recover("stuck");
  expect(found).toEqual(expect.arrayContaining([added.batch_id, ...again]));
});

faultTest(65, "a batch that changed without a word is found when its turn comes", undefined, async () => {
  const ids = await keep(FEW);
  const { recover, found } = maintenance();
  await recover("all");
  // As a process of an older version starts a run.
  const again = ids.at(-1) as string;
  await mkdir(join(root, again, "retries"));
  const record = { seqs: [0], events_before: 1, began_at: new Date().toISOString() };
  await writeFile(join(root, again, "retries", "1.json"), JSON.stringify(record));
  await writeFile(join(root, again, "control.json"), JSON.stringify({ status: "processing", [RUN_KEY]: 1 }));
  for (let pass = 0; pass < FEW && found.length === 0; pass += 1) await recover("stuck");
  expect(found).toEqual([again]);
});
