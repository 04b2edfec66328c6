import type { BatchManifest } from "../intake/manifest.ts";
import type { ResultRecord } from "./record.ts";
import { beforeEach, expect, test } from "@jest/globals";
import { mkdtemp, readFile, truncate, writeFile } from "node:fs/promises";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Result } from "@symphony/contract";
import { writeStream } from "../fs/file-writer.ts";
import { openBatchStore } from "../store.ts";
import type { BatchStore } from "../store.ts";

const NAMES = ["=1+1.jpg", 'a "b", c\r\n.jpg', "'plain.jpg", "\u202e写真 ,.jpg", "last.jpg"];

let root: string;
let store: BatchStore;
let manifest: BatchManifest;
let before: Result[];

function rowOf(seq: number, verdict: Result["Is_Valid"], more: Partial<Result> = {}): ResultRecord {
  const name = NAMES[seq] as string;
  const result = {
    Image_Path_or_URL: name,
    Is_Valid: verdict,
    Confidence: null,
    Detected_By: null,
    Bounding_Box: null,
    Error: null,
    Error_Category: null,
    Processing_Ms: 5,
    Attempts: 1,
    ...more,
  };
  return {
    seq,
    batch_id: manifest.batch_id,
    processed_at: "2026-01-01T00:00:00.000Z",
    near_miss: null,
    image: { width: 3, height: 4 },
    result,
  };
}

const results = async (): Promise<Result[]> => {
  const all: Result[] = [];
  for await (const record of store.eachResult(manifest)) all.push(record.result);
  return all;
};
const rowPath = (seq: number, folder = "results"): string =>
  join(root, manifest.batch_id, folder, "000000", `${seq}.json`);
const csvPath = (): string => join(root, manifest.batch_id, "results.csv");

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "symphony-mend-"));
  store = await openBatchStore(root);
  const staging = await store.openStaging();
  for (const name of NAMES)
    await staging.addFile(name, (path) =>
      writeStream(
        path,
        (async function* () {
          yield Buffer.from(name);
        })(),
        100,
      ),
    );
  manifest = await staging.commit({
    batch_id: randomUUID(),
    client_id: null,
    email: null,
    chunk_size: 2,
    created_at: "2026-01-01T00:00:00.000Z",
    single: false,
  });
  await staging.discard();
  await store.results.commit(
    rowOf(0, "Valid", { Confidence: 0.5, Detected_By: "-stage", Bounding_Box: { x1: 0, y1: 1, x2: 2, y2: 3 } }),
  );
  await store.results.commit(
    rowOf(1, "Error", { Error: '=it "broke",\r\nsomehow', Error_Category: "corrupt_image", Attempts: 5 }),
  );
  for (const seq of [2, 3, 4]) await store.results.commit(rowOf(seq, "Invalid"));
  await store.finish(manifest);
  before = await results();
});

test("a damaged row of a finished batch is made again from the table, and says the same", async () => {
  for (const seq of [3, 0, 1, 2]) await writeFile(rowPath(seq), "{");
  expect(await results()).toEqual(before);
  const mended = await readFile(rowPath(1), "utf8");
  expect(await results()).toEqual(before);
  expect(await readFile(rowPath(1), "utf8")).toBe(mended);
});

test("out of order too, as pages are asked for", async () => {
  for (const seq of [0, 1, 2, 3, 4]) await truncate(rowPath(seq), 9);
  const read = await store.openResults(manifest);
  for (const seq of [4, 1, 1, 0, 3, 2]) expect((await read(seq))?.result).toEqual(before[seq]);
});

test("with the table damaged as well, the item has a result that says so", async () => {
  const csv = await readFile(csvPath(), "utf8");
  await writeFile(rowPath(4), "{");
  for (const text of [
    csv.slice(0, -60),
    csv.replace("last.jpg", "lust.jpg"),
    csv.replace("last.jpg,Invalid", "last.jpg,Inval?d"),
    "",
  ]) {
    await writeFile(csvPath(), text);
    const all = await results();
    expect(all.slice(0, 4)).toEqual(before.slice(0, 4));
    expect(all[4]).toMatchObject({
      Image_Path_or_URL: "last.jpg",
      Is_Valid: "Error",
      Error_Category: "internal",
      Error: expect.stringContaining("damaged on disk"),
    });
  }
});

test("the row of an earlier generation never stands in for a damaged one of a later", async () => {
  const draft = store.openRunDraft(manifest);
  await draft.begin(1, { seqs: [1], events_before: 5 });
  await draft.discard();
  await store.results.commit(rowOf(1, "Valid"), 1);
  // Damaged before the end, the item is judged again …
  await writeFile(rowPath(1, "results.1"), "{");
  await expect(store.finish(manifest)).rejects.toThrow("no row for item 1");
  await store.results.commit(rowOf(1, "Valid"), 1);
  await store.finish(manifest);
  // … and after the end made again from the table.
  await writeFile(rowPath(1, "results.1"), "{");
  expect((await results())[1]).toMatchObject({ Is_Valid: "Valid" });
});
