import { expect, test } from "@jest/globals";
import { failedResult, resultOf } from "../../fixtures/statuses.ts";
import { createResultsStore } from "./results-store.ts";
import type { Item } from "./results-store.ts";
import { categoriesOf, EVERYTHING, selectItems } from "./select-items.ts";

const store = createResultsStore();
store.resize(6);
store.applyResults(
  [
    resultOf(0, "shop/Cooler 10.jpg", { Confidence: 0.6 }),
    resultOf(1, "shop/cooler 2.jpg", { Confidence: 0.95 }),
    resultOf(2, "far.jpg", { Is_Valid: "Invalid", Confidence: null, Detected_By: null }),
    resultOf(3, "near.jpg", {
      Is_Valid: "Invalid",
      Confidence: null,
      near_miss: { stage: "detector", confidence: 0.3, box: { x1: 0, y1: 0, x2: 9, y2: 9 } },
    }),
    failedResult(4, "broken.jpg"),
  ],
  true,
);
const items = store.items();
const seqs = (change: object): number[] => selectItems(items, { ...EVERYTHING, ...change }).map(({ seq }) => seq);

test("without filter and order the list itself is returned", () => {
  expect(selectItems(items, EVERYTHING)).toBe(items);
});

test("filters by verdict, category and part of the name, in any case", () => {
  expect(seqs({ verdict: "Invalid" })).toEqual([2, 3]);
  expect(seqs({ category: "not_an_image" })).toEqual([4]);
  expect(seqs({ search: " COOLER " })).toEqual([0, 1]);
  expect(seqs({ verdict: "Valid", search: "10" })).toEqual([0]);
});

test("orders by confidence both ways, items without one last", () => {
  expect(seqs({ order: "confidence-high" }).slice(0, 2)).toEqual([1, 0]);
  expect(seqs({ order: "confidence-low" }).slice(0, 2)).toEqual([0, 1]);
});

test("orders by near miss, the closest first", () => {
  expect(seqs({ order: "near-miss" }).slice(0, 2)).toEqual([3, 2]);
});

test("orders names with numbers by their value", () => {
  expect(seqs({ order: "name", search: "cooler" })).toEqual([1, 0]);
});

test("counts the error categories that occur", () => {
  expect(categoriesOf(items)).toEqual([["not_an_image", 1]]);
});

test("doubtful first: what the machine could not tell, then what is closest to the threshold", () => {
  const match = (confidence: number, reason?: "too_small" | "unlike") => ({
    stage: "s",
    confidence,
    box: { x1: 0, y1: 0, x2: 1, y2: 1 },
    ...(reason === undefined ? {} : { reason }),
  });
  const results = [
    resultOf(0, "sure", { Confidence: 0.99, Threshold: 0.35 }),
    resultOf(1, "close", { Confidence: 0.36, Threshold: 0.35 }),
    resultOf(2, "plain", { Is_Valid: "Invalid", Confidence: null, Threshold: 0.35 }),
    resultOf(3, "small", { Is_Valid: "Invalid", Confidence: null, Closest_Match: match(0.1, "too_small") }),
    resultOf(4, "missed", {
      Is_Valid: "Invalid",
      Confidence: null,
      Closest_Match: match(0.3, "unlike"),
      Threshold: 0.35,
    }),
    failedResult(5, "broken"),
  ];
  const items = results.map((result): Item => ({
    seq: result.seq,
    name: "",
    verdict: result.Is_Valid,
    retrying: false,
    result,
  }));
  const seqs = selectItems(items, { ...EVERYTHING, order: "doubt" }).map(({ seq }) => seq);
  expect(seqs).toEqual([3, 5, 1, 4, 2, 0]);
});
