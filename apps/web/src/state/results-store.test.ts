import { expect, test } from "@jest/globals";
import { failedResult, resultOf } from "../../fixtures/statuses.ts";
import { createResultsStore } from "./results-store.ts";

const namesOf = (store: ReturnType<typeof createResultsStore>): Array<string | undefined> =>
  store.items().map(({ name }) => name);
const verdictsOf = (store: ReturnType<typeof createResultsStore>): Array<string | undefined> =>
  store.items().map(({ verdict }) => verdict);

// Events used to be matched by name, which names the wrong item when two share one.
test("progress belongs to the item of its seq, also where two items share a name", () => {
  const store = createResultsStore();
  store.setNames(["a.jpg", "b.jpg", "a.jpg"]);
  store.applyProgress([{ seq: 2, name: "a.jpg", status: "Valid" }]);
  expect(verdictsOf(store)).toEqual([undefined, undefined, "Valid"]);
  store.applyProgress([{ seq: 0, name: "a.jpg", status: "Invalid" }]);
  expect(verdictsOf(store)).toEqual(["Invalid", undefined, "Valid"]);
});

test("progress may arrive before the number of items is known", () => {
  const store = createResultsStore();
  store.applyProgress([{ seq: 1, name: "b.jpg", status: "Error" }]);
  store.resize(3);
  expect(namesOf(store)).toEqual([undefined, "b.jpg", undefined]);
  expect(verdictsOf(store)).toEqual([undefined, "Error", undefined]);
  expect(store.currentCount()).toBe(0);
});

test("the server's name of an item replaces the one this page expected", () => {
  const store = createResultsStore();
  store.setNames(["a.jpg", "b.jpg", "c.jpg"]);
  store.applyResults([resultOf(0, "b.jpg")], false);
  store.applyProgress([{ seq: 1, name: "c.jpg", status: "Error" }]);
  expect(namesOf(store)).toEqual(["b.jpg", "c.jpg", "c.jpg"]);
  expect(verdictsOf(store)).toEqual(["Valid", "Error", undefined]);
});

test("after a reload items are in upload order, named as their results arrive", () => {
  const store = createResultsStore();
  store.resize(3);
  store.applyResults([resultOf(1, "b.jpg")], false);
  expect(namesOf(store)).toEqual([undefined, "b.jpg", undefined]);
  expect(store.currentCount()).toBe(1);
  expect(store.firstMissing()).toBe(0);
  expect(store.firstWithoutName()).toBe(0);
  store.applyNames([
    { seq: 0, name: "a.jpg" },
    { seq: 1, name: "other.jpg" },
    { seq: 2, name: "c.jpg" },
  ]);
  expect(namesOf(store)).toEqual(["a.jpg", "b.jpg", "c.jpg"]);
  expect(store.firstWithoutName()).toBeUndefined();
});

test("names that are set after the first results keep these results and their names", () => {
  const store = createResultsStore();
  store.setNames(["a.jpg", "skipped.jpg", "b.jpg"]);
  store.applyProgress([{ seq: 1, name: "b.jpg", status: "Invalid" }]);
  store.applyResults([resultOf(0, "a.jpg")], false);
  store.setNames([undefined, undefined]);
  expect(namesOf(store)).toEqual(["a.jpg", "b.jpg"]);
  expect(verdictsOf(store)).toEqual(["Valid", "Invalid"]);
  expect(store.currentCount()).toBe(1);
});

test("expected names can be taken back, so that they are read from the server", () => {
  const store = createResultsStore();
  store.setNames(["a.jpg"]);
  store.setNames([undefined, undefined]);
  expect(namesOf(store)).toEqual([undefined, undefined]);
  expect(store.firstWithoutName()).toBe(0);
});

test("items that have not changed stay the same objects", () => {
  const store = createResultsStore();
  store.setNames(["a.jpg", "b.jpg"]);
  const before = store.items()[0];
  store.applyResults([resultOf(1, "b.jpg")], false);
  store.setNames(["a.jpg", "b.jpg"]);
  expect(store.items()[0]).toBe(before);
});

test("a retried item shows as retrying until its new result arrives, and ignores its old one", () => {
  const store = createResultsStore();
  store.applyResults([resultOf(0, "a.jpg"), failedResult(1, "b.jpg")], true);
  store.markFailedRetrying();
  expect(store.items()[1]).toMatchObject({ retrying: true, verdict: undefined, name: "b.jpg" });
  expect(store.currentCount()).toBe(1);
  store.applyResults([failedResult(1, "b.jpg")], false);
  expect(store.items()[1]).toMatchObject({ retrying: true });
  store.applyResults([resultOf(1, "b.jpg")], false);
  expect(store.items()[1]).toMatchObject({ retrying: false, verdict: "Valid" });
});

test("a retried item that failed again in the same way has its result when the batch is finished", () => {
  const store = createResultsStore();
  store.applyResults([failedResult(0, "a.jpg")], true);
  store.markFailedRetrying();
  store.applyResults([failedResult(0, "a.jpg")], true);
  expect(store.items()[0]).toMatchObject({ retrying: false, verdict: "Error" });
  expect(store.currentCount()).toBe(1);
});

test("invalidate() has everything read again, and shows the old results meanwhile", () => {
  const store = createResultsStore();
  store.applyResults([resultOf(0, "a.jpg"), resultOf(1, "b.jpg")], true);
  store.invalidate();
  expect(store.currentCount()).toBe(0);
  expect(store.firstMissing()).toBe(0);
  expect(verdictsOf(store)).toEqual(["Valid", "Valid"]);
});

test("listeners are called on changes until they unsubscribe", () => {
  const store = createResultsStore();
  let calls = 0;
  const unsubscribe = store.subscribe(() => (calls += 1));
  store.resize(2);
  store.resize(2);
  expect(calls).toBe(1);
  unsubscribe();
  store.resize(3);
  expect(calls).toBe(1);
});

test("ten thousand items are all taken in", () => {
  const store = createResultsStore();
  const names = Array.from({ length: 10_000 }, (_, i) => `photo-${i}.jpg`);
  store.setNames(names);
  const finished = names.map((name, seq) => ({ seq, name, status: "Valid" as const }));
  for (let i = 0; i < 10_000; i += 20) store.applyProgress(finished.slice(i, i + 20));
  expect(verdictsOf(store).every((verdict) => verdict === "Valid")).toBe(true);
  store.applyResults(
    names.map((name, seq) => resultOf(seq, name)),
    true,
  );
  expect(store.currentCount()).toBe(10_000);
});

test("a review is shown beside the verdict, and an older version or page does not bring an earlier one back", () => {
  const store = createResultsStore();
  store.applyResults([resultOf(0, "a.jpg")], true);
  const review = { verdict: "Invalid", reason: null, note: null, by: "ann", at: "2026-01-01T00:00:00.000Z" } as const;
  store.applyReview({ seq: 0, review, effective: "Invalid", version: 2 });
  store.applyReview({ seq: 0, review: null, effective: "Valid", version: 1 });
  store.applyResults([resultOf(0, "a.jpg", { Review_Version: 1 })], true);
  expect(store.items()[0]).toMatchObject({ verdict: "Valid", result: { Review: review, Effective: "Invalid" } });
  store.applyResults([resultOf(0, "a.jpg", { Review_Version: 3 })], true);
  expect(store.items()[0]?.result).toMatchObject({ Review: null, Effective: "Valid" });
});

test("a review that arrives while the result of its image is still being read is not lost", () => {
  const store = createResultsStore();
  const review = { verdict: "Invalid", reason: null, note: null, by: "ann", at: "2026-01-01T00:00:00.000Z" } as const;
  store.applyReview({ seq: 0, review, effective: "Invalid", version: 2 });
  store.applyReview({ seq: 0, review: null, effective: "Valid", version: 1 });
  store.applyReview({ seq: 1, review, effective: "Invalid", version: 1 });
  store.applyResults([resultOf(0, "a.jpg"), resultOf(1, "b.jpg", { Review_Version: 2 })], true);
  expect(store.items().map(({ result }) => result?.Effective)).toEqual(["Invalid", "Valid"]);
  expect(store.items()[0]?.result).toMatchObject({ Review: review, Review_Version: 2 });
});
