import { expect, test } from "@jest/globals";
import { leftOutField } from "./left-out-field.ts";

const read = (text: string | undefined) => JSON.parse(text ?? "null");

test("what was left out is listed as far as it fits into a field, and counted whole", () => {
  expect(leftOutField([])).toBeUndefined();
  const files = Array.from({ length: 5_000 }, (_, i) => ({ name: `größe ${i}.heic`, reason: "not supported" }));
  const text = leftOutField(files);
  expect(Buffer.byteLength(text ?? "")).toBeLessThan(8 * 1024);
  expect(read(text)).toMatchObject({ skipped_count: 5_000 });
  expect(read(text).skipped.slice(0, 2)).toEqual(files.slice(0, 2));
  expect(read(leftOutField([{ name: "n".repeat(9_000), reason: "r" }])).skipped[0].name).toHaveLength(500);
});
