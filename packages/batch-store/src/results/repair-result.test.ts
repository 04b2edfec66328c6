import { beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ResultColumns } from "@symphony/contract";
import { collect, commitFiles, resultOf } from "../../fixtures/batches.ts";
import { openBatchStore } from "../fs-batch-store.ts";
import type { BatchManifest } from "../intake/manifest.ts";
import type { BatchStore } from "../port.ts";
import type { ResultRecord } from "./result-record.ts";

const NAMES = ["=1+1.jpg", 'a "b", c\r\n.jpg', "'plain.jpg", "\u202e写真 ,.jpg", "last.jpg"];

let root: string;
let store: BatchStore;
let manifest: BatchManifest;
let before: ResultColumns[];

const recordOf = (seq: number, verdict: ResultColumns["Is_Valid"], more: Partial<ResultColumns> = {}): ResultRecord =>
  resultOf(
    manifest,
    seq,
    verdict,
    { Image_Path_or_URL: NAMES[seq] as string, ...more },
    { image: { width: 3, height: 4 } },
  );

const shownResults = async (): Promise<ResultColumns[]> =>
  (await collect(store.eachResult(manifest))).map(({ result }) => result);
const recordPath = (seq: number, folder = "results"): string =>
  join(root, manifest.batch_id, folder, "000000", `${seq}.json`);
const csvPath = (): string => join(root, manifest.batch_id, "results.csv");

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-repair-"));
  store = await openBatchStore(root);
  manifest = await commitFiles(store, NAMES);
  for (const record of [
    recordOf(0, "Valid", { Confidence: 0.5, Detected_By: "-stage", Bounding_Box: { x1: 0, y1: 1, x2: 2, y2: 3 } }),
    recordOf(1, "Error", { Error: '=it "broke",\r\nsomehow', Error_Category: "corrupt_image", Attempts: 5 }),
    ...[2, 3, 4].map((seq) => recordOf(seq, "Invalid")),
  ])
    await store.results.putIfAbsent(record);
  await store.finish(manifest);
  before = await shownResults();
});

test("a damaged result of a finished batch is rebuilt from the CSV, and says the same", async () => {
  for (const seq of [3, 0, 1, 2]) await writeFile(recordPath(seq), "{");
  expect(await shownResults()).toEqual(before);
  const repaired = await readFile(recordPath(1), "utf8");
  expect(await shownResults()).toEqual(before);
  expect(await readFile(recordPath(1), "utf8")).toBe(repaired);
});

test("out of order too, as pages are requested", async () => {
  for (const seq of [0, 1, 2, 3, 4]) await truncate(recordPath(seq), 9);
  const read = await store.openResults(manifest);
  for (const seq of [4, 1, 1, 0, 3, 2]) expect((await read(seq))?.result).toEqual(before[seq]);
});

test("with the CSV damaged as well, the item has a result that says so", async () => {
  const csv = await readFile(csvPath(), "utf8");
  await writeFile(recordPath(4), "{");
  for (const text of [
    csv.slice(0, -60),
    csv.replace("last.jpg", "lust.jpg"),
    csv.replace("last.jpg,Invalid", "last.jpg,Inval?d"),
    "",
  ]) {
    await writeFile(csvPath(), text);
    const all = await shownResults();
    expect(all.slice(0, 4)).toEqual(before.slice(0, 4));
    expect(all[4]).toMatchObject({
      Image_Path_or_URL: "last.jpg",
      Is_Valid: "Error",
      Error_Category: "internal",
      Error: expect.stringContaining("damaged on disk"),
    });
  }
});

test("a CSV that ends inside a quoted cell still repairs the results before it", async () => {
  const csv = await readFile(csvPath(), "utf8");
  await writeFile(csvPath(), csv.slice(0, csv.indexOf("写真") + 1));
  for (const seq of [0, 1, 2, 3]) await writeFile(recordPath(seq), "{");
  const all = await shownResults();
  expect(all.slice(0, 3)).toEqual(before.slice(0, 3));
  expect(all[3]?.Error).toContain("damaged on disk");
});

test("the result of an earlier run never stands in for a damaged one of a later run", async () => {
  await store.startRun(manifest, { run: 1, seqs: [1], eventsBefore: 5 });
  await store.results.putIfAbsent(recordOf(1, "Valid"), 1);
  // Damaged before the end, the item is processed again …
  await writeFile(recordPath(1, "results.1"), "{");
  await expect(store.finish(manifest)).rejects.toThrow("no result for item 1");
  await store.results.putIfAbsent(recordOf(1, "Valid"), 1);
  await store.finish(manifest);
  // … and after the end rebuilt from the CSV.
  await writeFile(recordPath(1, "results.1"), "{");
  expect((await shownResults())[1]).toMatchObject({ Is_Valid: "Valid" });
});
