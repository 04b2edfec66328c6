import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openBatchStore } from "@symphony/batch-store";
import type { BatchManifest, BatchStore, NewRun } from "@symphony/batch-store";
import { chunkDepsOf, logger, progress, VALID } from "../../fixtures/chunk-deps.ts";
import { failRemainingItems } from "../batch/fail-remaining-items.ts";
import type { Inspection } from "../inference/protocol.ts";
import { ItemError } from "../item-error.ts";
import { openImageSource } from "./image-source.ts";
import { createChunkProcessor } from "./process-chunk.ts";

const box = { x1: 0, y1: 0, x2: 10, y2: 10 };
const weak = { stage: "weak", confidence: 0.3, box };
const sure = { stage: "sure", confidence: 0.9, box };

/** What the inspector says of each image: another stage is left, every stage ran, the image cannot be decoded. */
const FIRST: Record<string, Partial<Inspection>> = {
  "left.jpg": { ...weak, findings: [weak], detected_by: "weak", stages_left: 1 },
  "all.jpg": { ...sure, findings: [weak, sure], detected_by: "sure", stages_left: 0 },
};

let root: string;
let store: BatchStore;
let manifest: BatchManifest;
let inspected: string[];
let keep: boolean;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-reevaluation-"));
  store = await openBatchStore(root);
  [inspected, keep] = [[], true];
  const staging = await store.openStaging();
  for (const name of ["left.jpg", "all.jpg", "bad.jpg"])
    await staging.addFile(name, Readable.from([Buffer.from(name)]), 1_000);
  manifest = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single: false,
  });
});
afterEach(() => rm(root, { recursive: true, force: true, maxRetries: 3 }));

async function openDeps(thresholds: Array<number | undefined>) {
  const images = await openImageSource(
    store,
    { fetch: async () => () => undefined, close: async () => undefined },
    join(root, ".scratch"),
  );
  const deps = chunkDepsOf(store, {
    async inspect(path, options) {
      const name = ["left.jpg", "all.jpg", "bad.jpg"].find((each) => path.includes(each)) ?? path;
      inspected.push(name);
      thresholds.push(options?.threshold);
      if (name === "bad.jpg") throw new ItemError("corrupt_image", "The image is damaged.");
      return { ...VALID, ...FIRST[name] };
    },
  });
  return { ...deps, images, logger, keepInspectedFiles: keep };
}

/** Processes what is pending in the newest run. @returns the thresholds that images were inspected with */
async function process(): Promise<Array<number | undefined>> {
  const thresholds: Array<number | undefined> = [];
  const itemIds: number[] = [];
  for await (const seq of store.pending(manifest)) itemIds.push(seq);
  const { run } = await store.control(manifest.batch_id);
  inspected = [];
  await createChunkProcessor(await openDeps(thresholds))({ batchId: manifest.batch_id, chunk: 0, run, itemIds });
  return thresholds;
}

async function startRun(change: Pick<NewRun, "seqs"> & Partial<NewRun>): Promise<void> {
  const { run } = await store.control(manifest.batch_id);
  const final = await store.finish(manifest);
  expect(await store.startRun(manifest, { run: run + 1, eventsBefore: final.events, ...change })).toBe(true);
}

async function verdicts(): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { result } of store.eachResult(manifest))
    found.push([result.Is_Valid, result.Detected_By ?? result.Error_Category]);
  return found;
}

test("a run with another threshold inspects only what a later stage has not seen, and carries errors over", async () => {
  await process();
  expect(inspected.toSorted()).toEqual(["all.jpg", "bad.jpg", "left.jpg"]);
  await startRun({ seqs: "all", threshold: 0.5 });
  expect([await process(), inspected]).toEqual([[0.5], ["left.jpg"]]);
  await startRun({ seqs: "all", threshold: 0.2 });
  await process();
  expect(inspected).toEqual([]);
  expect(await verdicts()).toEqual([
    ["Valid", "weak"],
    ["Valid", "weak"],
    ["Error", "corrupt_image"],
  ]);
});

test("where the image is not stored any more, the result says so", async () => {
  keep = false;
  await process();
  await startRun({ seqs: "all", threshold: 0.5 });
  await process();
  expect(await verdicts()).toEqual([
    ["Error", "file_missing"],
    ["Valid", "sure"],
    ["Error", "corrupt_image"],
  ]);
});

test("a retry after a re-evaluation inspects the errors again, under the same threshold", async () => {
  await process();
  await startRun({ seqs: "all", threshold: 0.5 });
  await process();
  await startRun({ seqs: [2] });
  expect([await process(), inspected]).toEqual([[0.5], ["bad.jpg"]]);
});

test("the items that a re-evaluation does not reach keep their earlier results", async () => {
  await process();
  const before = await verdicts();
  await startRun({ seqs: "all", threshold: 0.5 });
  await failRemainingItems({ store, progress }, manifest, {
    run: 1,
    category: "cancelled",
    sentence: "Not inspected.",
  });
  await store.finish(manifest);
  expect(await verdicts()).toEqual(before);
});
