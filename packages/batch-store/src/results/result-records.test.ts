import type { ResultRecord } from "./record.ts";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPaths } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { createResultRecords, decodeRecord, encodeRecord } from "./result-records.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

function rowOf(seq: number, name = 'a "quoted"\n写真.jpg'): ResultRecord {
  return {
    seq,
    batch_id: BATCH,
    processed_at: "2026-01-01T00:00:00.000Z",
    near_miss: null,
    image: null,
    result: {
      Image_Path_or_URL: name,
      Is_Valid: "Valid",
      Confidence: 0.75,
      Detected_By: "stage",
      Bounding_Box: { x1: 1, y1: 2, x2: 3, y2: 4 },
      Error: null,
      Error_Category: null,
      Processing_Ms: 12,
      Attempts: 1,
    },
  };
}

let paths: Paths;
beforeEach(async () => {
  paths = createPaths(await mkdtemp(join(tmpdir(), "symphony-rows-")));
  for (const dir of [paths.resultShard(BATCH, 0, 0), paths.scratch(BATCH)]) await mkdir(dir, { recursive: true });
});

describe("a row's text", () => {
  test("comes back as it was", () => {
    expect(decodeRecord(encodeRecord(rowOf(7)))).toEqual(rowOf(7));
  });

  test("row 13: torn at any byte, or with any byte changed, is noticed", () => {
    const bytes = Buffer.from(encodeRecord(rowOf(7)));
    for (let at = 0; at < bytes.length; at += 1) {
      expect(decodeRecord(bytes.subarray(0, at).toString())).toBeUndefined();
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(decodeRecord(changed.toString())).toBeUndefined();
    }
  });
});

describe("committing rows", () => {
  test("of many who commit the same item one wins, and the row never changes", async () => {
    const results = createResultRecords(paths, { spend: (write) => write() });
    const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => results.commit(rowOf(5, `by ${i}`))));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const first = await readFile(paths.record(BATCH, 0, 5));
    expect(await results.commit(rowOf(5, "late"))).toBe(false);
    expect(await readFile(paths.record(BATCH, 0, 5))).toEqual(first);
    expect(await readdir(paths.scratch(BATCH))).toEqual([]);
  });

  test("row 13: a damaged row is set aside, so that the item is done again", async () => {
    const results = createResultRecords(paths, { spend: (write) => write() });
    await results.commit(rowOf(5));
    await writeFile(paths.record(BATCH, 0, 5), Buffer.alloc(40));
    expect(await results.read(BATCH, 5)).toBeUndefined();
    expect(await results.commit(rowOf(5, "again"))).toBe(true);
    expect((await results.read(BATCH, 5))?.result.Image_Path_or_URL).toBe("again");
  });
});
