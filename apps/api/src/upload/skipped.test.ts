import { expect, test } from "@jest/globals";
import { createSkippedFiles, skippedOf } from "./skipped.ts";
import type { SkippedFiles } from "./skipped.ts";

const filled = (count: number, name: string, reason = "not an image but a text file"): SkippedFiles => {
  const files = createSkippedFiles();
  for (let i = 0; i < count; i += 1) files.add(`${i}${name}`, reason);
  return files;
};

test("F-53: what was left out is listed up to a number of entries and bytes, then counted", () => {
  expect(skippedOf(filled(2, ".txt", "empty"))).toEqual({
    skipped: [
      { name: "0.txt", reason: "empty" },
      { name: "1.txt", reason: "empty" },
    ],
    skipped_count: 2,
  });
  const many = filled(20_000, ".txt");
  expect([many.skipped.length, many.skipped_count]).toEqual([200, 20_000]);
  const long = filled(1_000, "é".repeat(65_000));
  expect(long.skipped_count).toBe(1_000);
  expect(long.skipped.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(JSON.stringify(long.skipped))).toBeLessThan(20_000);
});

test("a batch of a version without the list has nothing left out", () => {
  for (const manifest of [undefined, {}]) expect(skippedOf(manifest)).toEqual({ skipped: [], skipped_count: 0 });
});

test("a sentence counts the reasons that concern images", () => {
  const files = filled(2, ".jpg", "encrypted");
  files.add("a.txt", "not an image but a text file");
  files.add("b.jpg", "damaged in the zip");
  expect(files.summary()).toBe("2 left out: encrypted. 1 left out: damaged in the zip");
  expect(filled(4, ".txt").summary()).toBe("");
});
