import { expect, test } from "@jest/globals";
import { decodeRecent, withRecent } from "./recent-batches.ts";
import type { RecentBatch } from "./recent-batches.ts";

const batch = (id: string, skipped = 0): RecentBatch => ({
  id,
  title: id,
  total: 1,
  sentAt: "2026-01-01T00:00:00Z",
  own: true,
  leftOut: {
    count: skipped,
    first: Array.from({ length: skipped }, (_, i) => ({ name: `${i}`, reason: "not an image" })),
  },
});

test("the newest batch comes first, without duplicates, and the list is limited", () => {
  let list: RecentBatch[] = [];
  for (let i = 0; i < 30; i += 1) list = withRecent(list, batch(`b${i}`));
  list = withRecent(list, batch("b25"));
  expect(list).toHaveLength(20);
  expect(list.map(({ id }) => id).slice(0, 3)).toEqual(["b25", "b29", "b28"]);
});

test("of a thousand skipped files only the first are stored, and the exact count", () => {
  const [stored] = withRecent([], batch("b", 1_000));
  expect(stored?.leftOut.first).toHaveLength(50);
  expect(stored?.leftOut.count).toBe(1_000);
});

test("foreign or damaged entries are ignored", () => {
  for (const text of [undefined, "", "{", "{}", '[{"id":1}]', "[null]"]) expect(decodeRecent(text)).toEqual([]);
  expect(decodeRecent(JSON.stringify([batch("a"), { id: "half" }]))).toHaveLength(1);
});
