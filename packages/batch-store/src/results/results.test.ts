import { beforeEach, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPaths } from "../fs/paths.ts";
import type { Paths } from "../fs/paths.ts";
import { decodeRecord, encodeRecord } from "./result-record.ts";
import type { ResultRecord } from "./result-record.ts";
import { createResults } from "./results.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

function recordOf(seq: number, name = 'a "quoted"\n写真.jpg'): ResultRecord {
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
  paths = createPaths(await mkdtemp(join(tmpdir(), "symphony-results-")));
  for (const dir of [paths.resultShard(BATCH, 0, 0), paths.scratch(BATCH)]) await mkdir(dir, { recursive: true });
});

describe("the text of a record", () => {
  test("decodes to the same record", () => {
    expect(decodeRecord(encodeRecord(recordOf(7)))).toEqual(recordOf(7));
  });

  test("F-13: cut at any byte, or with any byte changed, is noticed", () => {
    const bytes = Buffer.from(encodeRecord(recordOf(7)));
    for (let at = 0; at < bytes.length; at += 1) {
      expect(decodeRecord(bytes.subarray(0, at).toString())).toBeUndefined();
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(decodeRecord(changed.toString())).toBeUndefined();
    }
  });
});

describe("F-73: a record of a newer version", () => {
  const written = async (record: unknown): Promise<void> =>
    writeFile(paths.result(BATCH, 0, 5), encodeRecord(record as ResultRecord));
  const results = () => createResults(paths, { spend: (write) => write() });

  test("keeps a category and keys that this version does not know", async () => {
    const { result, ...rest } = recordOf(5);
    const newer = { ...rest, spectrum: [1, 2], result: { ...result, Error_Category: "too_shiny", Hue: 7 } };
    await written(newer);
    expect(await results().read(BATCH, 5)).toEqual(newer);
  });

  test("is reported when it has another shape, stays where it is, and its item is not processed again", async () => {
    await written({ ...recordOf(5), result: { verdicts: ["Valid"] } });
    const before = await readFile(paths.result(BATCH, 0, 5));
    await expect(results().read(BATCH, 5)).rejects.toMatchObject({ name: "StoreError", code: "unknown_format" });
    expect(await readFile(paths.result(BATCH, 0, 5))).toEqual(before);
    expect(await results().putIfAbsent(recordOf(5))).toBe(false);
  });
});

describe("putting results", () => {
  test("one of many concurrent writers wins, and the result never changes", async () => {
    const results = createResults(paths, { spend: (write) => write() });
    const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => results.putIfAbsent(recordOf(5, `by ${i}`))));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const first = await readFile(paths.result(BATCH, 0, 5));
    expect(await results.putIfAbsent(recordOf(5, "late"))).toBe(false);
    expect(await readFile(paths.result(BATCH, 0, 5))).toEqual(first);
    expect(await readdir(paths.scratch(BATCH))).toEqual([]);
  });

  test("F-13: a damaged result is set aside, so that the item is processed again", async () => {
    const results = createResults(paths, { spend: (write) => write() });
    await results.putIfAbsent(recordOf(5));
    await writeFile(paths.result(BATCH, 0, 5), Buffer.alloc(40));
    expect(await results.read(BATCH, 5)).toBeUndefined();
    expect(await results.putIfAbsent(recordOf(5, "again"))).toBe(true);
    expect((await results.read(BATCH, 5))?.result.Image_Path_or_URL).toBe("again");
  });
});
