import { expect, test } from "@jest/globals";
import { boundSkipped, skippedOf, summariseReasons } from "./skipped.ts";

const entries = (count: number, name: string, reason = "not an image but a text file") =>
  Array.from({ length: count }, (_, i) => ({ name: `${i}${name}`, reason }));

test("a list is kept up to a number of entries and of bytes, and all are counted", () => {
  expect(boundSkipped(entries(3, ".txt"))).toEqual({ skipped: entries(3, ".txt"), skipped_count: 3 });
  const many = boundSkipped(entries(20_000, ".txt"));
  expect([many.skipped.length, many.skipped_count]).toEqual([200, 20_000]);
  const long = boundSkipped(entries(1_000, "é".repeat(65_000)));
  expect(long.skipped_count).toBe(1_000);
  expect(long.skipped.length).toBeGreaterThan(5);
  expect(Buffer.byteLength(JSON.stringify(long))).toBeLessThan(20_000);
});

test("a batch of a version without the list has nothing left out", () => {
  for (const manifest of [undefined, {}]) expect(skippedOf(manifest)).toEqual({ skipped: [], skipped_count: 0 });
});

test("a sentence counts the reasons that concern images", () => {
  const all = [...entries(2, ".jpg", "encrypted"), ...entries(1, ".txt"), ...entries(1, ".jpg", "damaged in the zip")];
  expect(summariseReasons(all)).toBe("2 left out: encrypted. 1 left out: damaged in the zip");
  expect(summariseReasons(entries(4, ".txt"))).toBe("");
});
