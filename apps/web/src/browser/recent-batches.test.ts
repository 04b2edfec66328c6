import { expect, test } from "@jest/globals";
import { decodeRecent, withRecent } from "./recent-batches.ts";
import type { RecentBatch } from "./recent-batches.ts";

const batch = (id: string, left = 0): RecentBatch => ({
  id,
  title: id,
  total: 1,
  sentAt: "2026-01-01T00:00:00Z",
  own: true,
  leftOut: { count: left, first: Array.from({ length: left }, (_, i) => ({ name: `${i}`, reason: "not an image" })) },
});

test("the newest stands first, once, and the list has an end", () => {
  let list: RecentBatch[] = [];
  for (let i = 0; i < 30; i += 1) list = withRecent(list, batch(`b${i}`));
  list = withRecent(list, batch("b25"));
  expect(list).toHaveLength(20);
  expect(list.map(({ id }) => id).slice(0, 3)).toEqual(["b25", "b29", "b28"]);
});

test("a thousand left-out files do not fill the storage, their number stays exact", () => {
  const [kept] = withRecent([], batch("b", 1_000));
  expect(kept?.leftOut.first).toHaveLength(50);
  expect(kept?.leftOut.count).toBe(1_000);
});

test("foreign or damaged storage is an empty list", () => {
  for (const text of [undefined, "", "{", "{}", '[{"id":1}]', "[null]"]) expect(decodeRecent(text)).toEqual([]);
  expect(decodeRecent(JSON.stringify([batch("a"), { id: "half" }]))).toHaveLength(1);
});
