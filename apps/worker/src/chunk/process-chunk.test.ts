import type { BatchManifest } from "@symphony/batch-store";
import type { ChunkJob } from "@symphony/messaging";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openBatchStore, writeStream } from "@symphony/batch-store";
import type { BatchStore } from "@symphony/batch-store";
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
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-chunk-"));
  store = await openBatchStore(root);
  const staging = await store.openStaging();
  for (let i = 0; i < ITEMS; i += 1)
    await staging.addFile(`${i}.jpg`, (path) => writeStream(path, Readable.from([Buffer.from(`picture ${i}`)]), 1_000));
  manifest = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 10,
    created_at: new Date().toISOString(),
    single: false,
  });
  job = {
    batchId: manifest.batch_id,
    chunk: 0,
    run: 0,
    itemIds: Array.from({ length: ITEMS }, (_, seq) => seq),
  };
});
afterEach(() => rm(root, { recursive: true }));

/** A judge that holds every image until it is let go; which ones it got, and which were at work. */
function openHoldingJudge() {
  const held: Array<() => void> = [];
  const [opened, judged]: [number[], number[]] = [[], []];
  let open = false;
  const deps = chunkDepsOf(store, {
    async inspect(path) {
      judged.push(Number(path));
      if (!open) await new Promise<void>((resolve) => held.push(resolve));
      return VALID;
    },
  });
  deps.images = {
    open: async (_batch, { seq }) => (opened.push(seq), { path: String(seq), release: async () => undefined }),
    close: async () => undefined,
  };
  const letGo = (): void => held.shift()?.();
  const letAllGo = (): void => {
    open = true;
    while (held.length > 0) letGo();
  };
  return { deps, opened, judged, letGo, letAllGo };
}

const results = async (): Promise<number[]> => {
  const pending = new Set<number>();
  for await (const seq of store.pending(manifest)) pending.add(seq);
  return job.itemIds.filter((seq) => !pending.has(seq));
};

test("some are with the judge, more are at work, and the next chunk may be taken when the last comes to the judge", async () => {
  const { deps, opened, judged, letGo, letAllGo } = openHoldingJudge();
  const judgedAtEnding: number[] = [];
  const working = createChunkProcessor(deps)(job, () => judgedAtEnding.push(judged.length));
  for (let done = 0; done + INSPECTIONS_IN_FLIGHT < ITEMS; done += 1) {
    await until(
      () =>
        opened.length === Math.min(ITEMS, done + UPLOADS_IN_FLIGHT) && judged.length === done + INSPECTIONS_IN_FLIGHT,
      "as many as may are at work",
    );
    expect(judgedAtEnding).toEqual([]);
    letGo();
    await until(
      async () => (await results()).length > done && judged.length > done + INSPECTIONS_IN_FLIGHT,
      "another is judged",
    );
  }
  letAllGo();
  expect(await working).toBe("done");
  expect(judgedAtEnding[0]).toBe(ITEMS - 1);
  expect(await results()).toEqual(job.itemIds);
});

test("two chunks share the places", async () => {
  const { deps, opened, judged, letAllGo } = openHoldingJudge();
  const processChunk = createChunkProcessor(deps);
  const halves = [job.itemIds.slice(0, 3), job.itemIds.slice(3)].map((itemIds) =>
    processChunk({ ...job, itemIds }, () => undefined),
  );
  await until(
    () => opened.length === UPLOADS_IN_FLIGHT && judged.length === INSPECTIONS_IN_FLIGHT,
    "as many as may are at work",
  );
  letAllGo();
  expect(await Promise.all(halves)).toEqual(["done", "done"]);
});

test("the next chunk may be taken when the last image turns out to have its row", async () => {
  const first = openHoldingJudge();
  first.letAllGo();
  await createChunkProcessor(first.deps)({ ...job, itemIds: [LAST] }, () => undefined);
  const second = openHoldingJudge();
  let ending = false;
  const working = createChunkProcessor(second.deps)({ ...job, itemIds: [0, LAST] }, () => (ending = true));
  await until(() => ending, "the next chunk may be taken");
  second.letAllGo();
  expect([await working, second.judged]).toEqual(["done", [0]]);
});

test.each(["stops", "is paused"])(
  "when it %s, images that wait for the judge are left, and their beginnings do not count",
  async (what) => {
    const { deps, opened, judged, letAllGo } = openHoldingJudge();
    let stopping = false;
    const working = createChunkProcessor({ ...deps, isStopping: () => stopping })(job, () => undefined);
    await until(
      () => opened.length === UPLOADS_IN_FLIGHT && judged.length === INSPECTIONS_IN_FLIGHT,
      "as many as may are at work",
    );
    if (what === "stops") stopping = true;
    else await store.setControl(manifest.batch_id, { status: "paused", run: 0 });
    // A worker believes for a quarter of a second that nothing has changed.
    await new Promise((resolve) => setTimeout(resolve, 300));
    letAllGo();
    expect(await working).toBe(what === "stops" ? "give-back" : "done");
    expect([judged.length, (await results()).length]).toEqual([INSPECTIONS_IN_FLIGHT, INSPECTIONS_IN_FLIGHT]);
    const left = job.itemIds.filter((seq) => !judged.includes(seq));
    expect(await Promise.all(left.map((seq) => store.attempts.begin(manifest.batch_id, 0, seq)))).toEqual(
      left.map(() => 1),
    );
  },
);

test("the time an image took is without its wait for the judge", async () => {
  const HELD_MS = 1_000;
  const { deps, opened, judged, letAllGo } = openHoldingJudge();
  const working = createChunkProcessor(deps)(job, () => undefined);
  await until(
    () => opened.length === UPLOADS_IN_FLIGHT && judged.length === INSPECTIONS_IN_FLIGHT,
    "some wait for the judge",
  );
  const [held, waiting] = [judged[0]!, opened.find((seq) => !judged.includes(seq))!];
  await new Promise((resolve) => setTimeout(resolve, HELD_MS));
  letAllGo();
  await working;
  const took = async (seq: number): Promise<number> =>
    (await store.results.read(manifest.batch_id, seq))?.result.Processing_Ms ?? NaN;
  expect(await took(held)).toBeGreaterThan(HELD_MS / 2);
  expect(await took(waiting)).toBeLessThan(HELD_MS / 2);
});
