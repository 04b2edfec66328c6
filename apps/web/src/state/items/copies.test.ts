import { expect, test } from "@jest/globals";
import { createResultsStore } from "../results-store.ts";
import { collapse, copiesOf, othersOf } from "./copies.ts";

const groupOf = (...seqs: number[]) => ({
  sha256: null,
  count: seqs.length,
  images: seqs.map((seq) => ({ seq, name: `${seq}.jpg` })),
});

test("of each group the first image in the order of the list is shown", () => {
  const store = createResultsStore();
  store.resize(6);
  const copies = copiesOf([groupOf(0, 3, 4), groupOf(1, 5), groupOf(4, 2)]);
  const shown = (items: ReturnType<typeof store.items>) => collapse(items, copies).map(({ seq }) => seq);
  expect(shown(store.items())).toEqual([0, 1, 2]);
  expect(shown(store.items().toReversed())).toEqual([5, 4, 2]);
  expect([0, 1, 2, 3].map((seq) => othersOf(copies, seq))).toEqual([2, 1, 0, 2]);
  expect(collapse(store.items(), new Map())).toBe(store.items());
});
