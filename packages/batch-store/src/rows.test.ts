import { beforeEach, describe, expect, test } from "@jest/globals";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Row } from "@symphony/contract";
import { createPaths } from "./paths.ts";
import type { Paths } from "./paths.ts";
import { createRows, decodeRow, encodeRow } from "./rows.ts";

const BATCH = "0b0e7d7e-7a0c-4f5e-9d55-1f6a0c1d2e3f";

function rowOf(seq: number, name = 'a "quoted"\n写真.jpg'): Row {
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
    expect(decodeRow(encodeRow(rowOf(7)))).toEqual(rowOf(7));
  });

  test("row 13: torn at any byte, or with any byte changed, is noticed", () => {
    const bytes = Buffer.from(encodeRow(rowOf(7)));
    for (let at = 0; at < bytes.length; at += 1) {
      expect(decodeRow(bytes.subarray(0, at).toString())).toBeUndefined();
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(decodeRow(changed.toString())).toBeUndefined();
    }
  });
});

describe("committing rows", () => {
  test("of many who commit the same item one wins, and the row never changes", async () => {
    const rows = createRows(paths, { spend: (write) => write() });
    const wins = await Promise.all(Array.from({ length: 20 }, (_, i) => rows.commit(rowOf(5, `by ${i}`))));
    expect(wins.filter(Boolean)).toHaveLength(1);
    const first = await readFile(paths.row(BATCH, 0, 5));
    expect(await rows.commit(rowOf(5, "late"))).toBe(false);
    expect(await readFile(paths.row(BATCH, 0, 5))).toEqual(first);
    expect(await readdir(paths.scratch(BATCH))).toEqual([]);
  });

  test("row 13: a damaged row is set aside, so that the item is done again", async () => {
    const rows = createRows(paths, { spend: (write) => write() });
    await rows.commit(rowOf(5));
    await writeFile(paths.row(BATCH, 0, 5), Buffer.alloc(40));
    expect(await rows.read(BATCH, 5)).toBeUndefined();
    expect(await rows.commit(rowOf(5, "again"))).toBe(true);
    expect((await rows.read(BATCH, 5))?.result.Image_Path_or_URL).toBe("again");
  });
});
