import { expect, test } from "@jest/globals";
import { entryOf, failedEntry } from "../../fixtures/statuses.ts";
import { createRowBook } from "./results-store.ts";
import { categoriesOf, EVERYTHING, selectRows } from "./select-items.ts";

const book = createRowBook();
book.grow(6);
book.applyEntries(
  [
    entryOf(0, "shop/Cooler 10.jpg", { Confidence: 0.6 }),
    entryOf(1, "shop/cooler 2.jpg", { Confidence: 0.95 }),
    entryOf(2, "far.jpg", { Is_Valid: "Invalid", Confidence: null, Detected_By: null }),
    entryOf(3, "near.jpg", {
      Is_Valid: "Invalid",
      Confidence: null,
      near_miss: { stage: "detector", confidence: 0.3, box: { x1: 0, y1: 0, x2: 9, y2: 9 } },
    }),
    failedEntry(4, "broken.jpg"),
  ],
  true,
);
const rows = book.rows();
const seqs = (change: object): number[] => selectRows(rows, { ...EVERYTHING, ...change }).map(({ seq }) => seq);

test("everything in upload order is the list itself", () => {
  expect(selectRows(rows, EVERYTHING)).toBe(rows);
});

test("filters by verdict, category and part of the name, whatever its case", () => {
  expect(seqs({ verdict: "Invalid" })).toEqual([2, 3]);
  expect(seqs({ category: "not_an_image" })).toEqual([4]);
  expect(seqs({ search: " COOLER " })).toEqual([0, 1]);
  expect(seqs({ verdict: "Valid", search: "10" })).toEqual([0]);
});

test("orders by confidence both ways, with what has none at the end", () => {
  expect(seqs({ order: "confidence-high" }).slice(0, 2)).toEqual([1, 0]);
  expect(seqs({ order: "confidence-low" }).slice(0, 2)).toEqual([0, 1]);
});

test("near misses come first, the nearest before all", () => {
  expect(seqs({ order: "near-miss" }).slice(0, 2)).toEqual([3, 2]);
});

test("names are ordered as people count", () => {
  expect(seqs({ order: "name", search: "cooler" })).toEqual([1, 0]);
});

test("lists the kinds of error that occur", () => {
  expect(categoriesOf(rows)).toEqual([["not_an_image", 1]]);
});
