import { afterEach, expect, test } from "@jest/globals";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ListedResult } from "@symphony/contract";
import { createCaller, formOf } from "@symphony/test-support/client";
import type { Caller } from "@symphony/test-support/client";
import { markedPicture, plainPicture } from "@symphony/test-support/pictures";
import { startSystem } from "@symphony/test-support/system";
import type { System } from "@symphony/test-support/system";

let system: System;
let caller: Caller;
afterEach(() => system.stop());

async function start(env: Record<string, string> = {}): Promise<void> {
  system = await startSystem({ env });
  caller = createCaller(system.url);
}

async function check(...files: Array<[string, Uint8Array]>): Promise<{ id: string; results: ListedResult[] }> {
  const { batch_id: id } = await caller.submit(formOf(files, { chunkSize: "2" }));
  await caller.untilDone(id);
  return { id, results: (await caller.getJson<{ results: ListedResult[] }>(`/api/batches/${id}/results`)).results };
}
const origins = (results: ListedResult[]): unknown[] => results.map((result) => result.same_as);

test("the same file is inspected once, in a batch and across batches, and the result says so", async () => {
  await start();
  const [marked, plain] = [await markedPicture(), await plainPicture()];
  const { id, results } = await check(
    ["a.jpg", marked],
    ["copy of a.jpg", marked],
    ["b.jpg", plain],
    ["another copy.jpg", marked],
    ["text.jpg", Buffer.from("no image")],
    ["text 2.jpg", Buffer.from("no image")],
  );
  expect(results.map((result) => [result.Image_Path_or_URL, result.Is_Valid])).toEqual([
    ["a.jpg", "Valid"],
    ["copy of a.jpg", "Valid"],
    ["b.jpg", "Invalid"],
    ["another copy.jpg", "Valid"],
    ["text.jpg", "Error"],
    ["text 2.jpg", "Error"],
  ]);
  // Any of the three may be the one that is inspected.
  const equal = [0, 1, 3];
  const inspected = equal.find((seq) => results[seq]?.same_as === null) ?? -1;
  const same = { batch: "this", seq: inspected };
  expect(origins(results)).toEqual(
    [0, 1, 2, 3, 4, 5].map((seq) => (equal.includes(seq) && seq !== inspected ? same : null)),
  );
  const own = { Image_Path_or_URL: "", seq: 0, Seq: 0, same_as: null, Processing_Ms: 0 };
  for (const seq of equal) expect({ ...results[seq], ...own }).toEqual({ ...results[inspected], ...own });

  const later = await check(["later.jpg", marked]);
  expect(origins(later.results)).toEqual([{ batch: "earlier", seq: null }]);
  expect(JSON.stringify(later.results)).not.toContain(id);
  for (const path of [`${id}/items/1`, `${later.id}/items/0`])
    expect((await fetch(`${system.url}/api/batches/${path}/thumbnail`)).status).toBe(200);

  // The result is found as long as one of its batches is kept.
  await rm(join(system.exportsDir, id), { recursive: true });
  const kept = await check(["kept.jpg", marked]);
  expect([origins(kept.results), kept.results[0]?.Is_Valid]).toEqual([[{ batch: "earlier", seq: null }], "Valid"]);
  // Where all are deleted, or Redis lost its place, the image is inspected again.
  for (const each of [later.id, kept.id]) await rm(join(system.exportsDir, each), { recursive: true });
  const again = await check(["again.jpg", marked]);
  expect([origins(again.results), again.results[0]?.Is_Valid]).toEqual([[null], "Valid"]);
  await system.redis.command("FLUSHALL");
  expect(origins((await check(["once more.jpg", marked])).results)).toEqual([null]);
});

test("a cached result holds for its cascade and thresholds only", async () => {
  await start();
  const marked = await markedPicture();
  const { id } = await check(["a.jpg", marked]);
  await Promise.all(system.workers.map((worker) => worker.end("SIGTERM")));
  system.startWorker({ CONFIDENCE_THRESHOLD: "0.95" });
  const { results } = await check(["b.jpg", marked]);
  expect([results[0]?.Is_Valid, results[0]?.same_as]).toEqual(["Invalid", null]);
  expect((await caller.results(id))[0]?.Is_Valid).toBe("Valid");
});

test.each(["RESULT_CACHE", "REUSE_ANSWERS"])("%s=false turns the result cache off", async (setting) => {
  await start({ [setting]: "false" });
  const marked = await markedPicture();
  expect(origins((await check(["a.jpg", marked], ["b.jpg", marked])).results)).toEqual([null, null]);
});
