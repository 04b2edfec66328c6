import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openBatchStore, StoreError } from "@symphony/batch-store";
import type { BatchManifest, BatchStore } from "@symphony/batch-store";
import type { ChunkJob } from "@symphony/messaging";
import { until } from "@symphony/test-support/system";
import { chunkDepsOf, VALID } from "../../fixtures/chunk-deps.ts";
import { INSPECTIONS_IN_FLIGHT, UPLOADS_IN_FLIGHT } from "../config.ts";
import { createChunkProcessor } from "./process-chunk.ts";

const ITEMS = UPLOADS_IN_FLIGHT + 3;
const LAST = ITEMS - 1;

let root: string;
let store: BatchStore;
let manifest: BatchManifest;
let job: ChunkJob;

async function commitBatch(items: number, single = false): Promise<BatchManifest> {
  const staging = await store.openStaging();
  for (let i = 0; i < items; i += 1)
    await staging.addFile(`${i}.jpg`, Readable.from([Buffer.from(`picture ${i}`)]), 1_000);
  return staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single,
  });
}

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-chunk-"));
  store = await openBatchStore(root);
  manifest = await commitBatch(ITEMS);
  job = {
    batchId: manifest.batch_id,
    chunk: 0,
    run: 0,
    itemIds: Array.from({ length: ITEMS }, (_, seq) => seq),
  };
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

/** What the images of other batches count as. */
const OTHER = -1;

/** An inspector that holds every image until it is released; which images were opened, and which were inspected. */
function openHoldingInspector() {
  const held: Array<() => void> = [];
  const [opened, inspected]: [number[], number[]] = [[], []];
  let open = false;
  const deps = chunkDepsOf(store, {
    async inspect(path) {
      inspected.push(Number(path));
      if (!open) await new Promise<void>((resolve) => held.push(resolve));
      return VALID;
    },
  });
  deps.images = {
    async open({ batch_id }, { seq }) {
      const number = batch_id === manifest.batch_id ? seq : OTHER;
      opened.push(number);
      return { path: String(number), release: async () => undefined };
    },
    close: async () => undefined,
  };
  const release = (): void => held.shift()?.();
  const releaseAll = (): void => {
    open = true;
    while (held.length > 0) release();
  };
  return { deps, opened, inspected, release, releaseAll };
}

const results = async (): Promise<number[]> => {
  const pending = new Set<number>();
  for await (const seq of store.pending(manifest)) pending.add(seq);
  return job.itemIds.filter((seq) => !pending.has(seq));
};

test("uploads in flight are limited, and so are those of them that are inspected", async () => {
  const { deps, opened, inspected, release, releaseAll } = openHoldingInspector();
  const working = createChunkProcessor(deps)(job);
  for (let done = 0; done + INSPECTIONS_IN_FLIGHT < ITEMS; done += 1) {
    await until(
      () =>
        opened.length === Math.min(ITEMS, done + UPLOADS_IN_FLIGHT) &&
        inspected.length === done + INSPECTIONS_IN_FLIGHT,
      "the limits are reached",
    );
    release();
    await until(
      async () => (await results()).length > done && inspected.length > done + INSPECTIONS_IN_FLIGHT,
      "another image is inspected",
    );
  }
  releaseAll();
  expect(await working).toBe("done");
  expect(await results()).toEqual(job.itemIds);
});

test("two chunks share the limit of inspections", async () => {
  const { deps, opened, inspected, releaseAll } = openHoldingInspector();
  const processChunk = createChunkProcessor(deps);
  const halves = [job.itemIds.slice(0, 3), job.itemIds.slice(3)].map((itemIds) => processChunk({ ...job, itemIds }));
  await until(
    () => opened.length === ITEMS && inspected.length === INSPECTIONS_IN_FLIGHT,
    "all are opened, and the limit of inspections is reached",
  );
  releaseAll();
  expect(await Promise.all(halves)).toEqual(["done", "done"]);
});

test("a batch takes turns with the chunk of another batch", async () => {
  const { deps, opened, inspected, release, releaseAll } = openHoldingInspector();
  const processChunk = createChunkProcessor(deps);
  const working = processChunk(job);
  await until(() => opened.length === UPLOADS_IN_FLIGHT && inspected.length > 0, "the limits are reached");
  const small = await commitBatch(1);
  const checking = processChunk({ batchId: small.batch_id, chunk: 0, run: 0, itemIds: [0] });
  await until(() => opened.length === UPLOADS_IN_FLIGHT + 1, "its image is opened beside the others");
  // At most one image that was opened before it is inspected before it.
  for (const more of [1, 2]) {
    release();
    await until(() => inspected.length === INSPECTIONS_IN_FLIGHT + more, "another image is inspected");
  }
  expect(inspected).toContain(OTHER);
  releaseAll();
  expect(await Promise.all([working, checking])).toEqual(["done", "done"]);
});

test("a single check does not queue behind the items of a chunk", async () => {
  const { deps, opened, inspected, release, releaseAll } = openHoldingInspector();
  const processChunk = createChunkProcessor(deps);
  const working = processChunk(job);
  await until(() => opened.length === UPLOADS_IN_FLIGHT && inspected.length > 0, "the limits are reached");
  const single = await commitBatch(1, true);
  const checking = processChunk({ batchId: single.batch_id, chunk: 0, run: 0, itemIds: [0] });
  await until(() => opened.length === UPLOADS_IN_FLIGHT + 1, "the single image is opened beside the others");
  // Only images that were opened before it are inspected before it.
  for (let others = 0; others <= UPLOADS_IN_FLIGHT - INSPECTIONS_IN_FLIGHT; others += 1) {
    release();
    await until(() => inspected.length === INSPECTIONS_IN_FLIGHT + others + 1, "another image is inspected");
  }
  expect(inspected).toContain(OTHER);
  releaseAll();
  expect(await Promise.all([working, checking])).toEqual(["done", "done"]);
});

test("an item that has its result is not inspected again", async () => {
  const first = openHoldingInspector();
  first.releaseAll();
  await createChunkProcessor(first.deps)({ ...job, itemIds: [LAST] });
  const second = openHoldingInspector();
  second.releaseAll();
  expect(await createChunkProcessor(second.deps)({ ...job, itemIds: [0, LAST] })).toBe("done");
  expect(second.inspected).toEqual([0]);
});

test.each(["stops", "is paused"])(
  "when it %s, images that wait for the inspector are left, and their attempts do not count",
  async (what) => {
    const { deps, opened, inspected, releaseAll } = openHoldingInspector();
    let stopping = false;
    const working = createChunkProcessor({ ...deps, isStopping: () => stopping })(job);
    await until(
      () => opened.length === UPLOADS_IN_FLIGHT && inspected.length === INSPECTIONS_IN_FLIGHT,
      "the limits are reached",
    );
    if (what === "stops") stopping = true;
    else await store.updateControl(manifest.batch_id, 0, { status: "paused", run: 0 });
    // A worker trusts the control that it read for a second.
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    releaseAll();
    expect(await working).toBe(what === "stops" ? "give-back" : "done");
    expect([inspected.length, (await results()).length]).toEqual([INSPECTIONS_IN_FLIGHT, INSPECTIONS_IN_FLIGHT]);
    const left = job.itemIds.filter((seq) => !inspected.includes(seq));
    expect(await Promise.all(left.map((seq) => store.attempts.begin(manifest.batch_id, 0, seq)))).toEqual(
      left.map(() => 1),
    );
  },
);

test("the time of an image does not include its wait for the inspector", async () => {
  const HELD_MS = 1_000;
  const { deps, opened, inspected, releaseAll } = openHoldingInspector();
  const working = createChunkProcessor(deps)(job);
  await until(
    () => opened.length === UPLOADS_IN_FLIGHT && inspected.length === INSPECTIONS_IN_FLIGHT,
    "some wait for the inspector",
  );
  const [held, waiting] = [inspected[0]!, opened.find((seq) => !inspected.includes(seq))!];
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  releaseAll();
  await working;
  const took = async (seq: number): Promise<number> =>
    (await store.results.read(manifest.batch_id, seq))?.result.Processing_Ms ?? NaN;
  expect(await took(held)).toBeGreaterThan(HELD_MS / 2);
  expect(await took(waiting)).toBeLessThan(HELD_MS / 2);
});

test("F-82: a chunk goes back when its batch is counted and not to be seen, and is done when the batch was removed", async () => {
  const missing = { ...job, batchId: randomUUID() };
  const counted = new Set<string>([missing.batchId]);
  const deps = chunkDepsOf(store, { inspect: async () => VALID });
  const status = async (batchId: string) => (counted.has(batchId) ? {} : undefined);
  const processChunk = createChunkProcessor({
    ...deps,
    progress: { ...deps.progress, status } as typeof deps.progress,
  });
  await expect(processChunk(missing)).rejects.toThrow("does not show batch");
  counted.clear();
  expect(await processChunk(missing)).toBe("done");
});

test("a chunk in which a write was lost fails with that, whatever else failed before", async () => {
  const deps = chunkDepsOf(store, { inspect: async () => VALID });
  const failing = async ({ seq }: { seq: number }): Promise<boolean> => {
    throw new StoreError(seq === 1 ? "not_durable" : "unavailable", `The result of image ${seq} was not stored.`);
  };
  deps.store = { ...store, results: { ...store.results, putIfAbsent: failing } };
  const processChunk = createChunkProcessor(deps);
  await expect(processChunk({ ...job, itemIds: [0, 1, 2] })).rejects.toMatchObject({ code: "not_durable" });
});
