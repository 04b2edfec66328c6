import { expect, test } from "@jest/globals";
import { entryOf, failedEntry } from "../../fixtures/statuses.ts";
import { createRowBook } from "./results-store.ts";

const namesOf = (book: ReturnType<typeof createRowBook>): Array<string | undefined> =>
  book.rows().map(({ name }) => name);
const verdictsOf = (book: ReturnType<typeof createRowBook>): Array<string | undefined> =>
  book.rows().map(({ verdict }) => verdict);

test("live items find their rows by name, and rows of one name in their order", () => {
  const book = createRowBook();
  book.expect(["a.jpg", "b.jpg", "a.jpg"]);
  book.applyItems([
    { name: "a.jpg", status: "Valid" },
    { name: "unknown.jpg", status: "Error" },
  ]);
  expect(verdictsOf(book)).toEqual(["Valid", undefined, undefined]);
  book.applyItems([{ name: "a.jpg", status: "Invalid" }]);
  expect(verdictsOf(book)).toEqual(["Valid", undefined, "Invalid"]);
});

test("a guess about the order gives way to the server's order without losing a name", () => {
  const book = createRowBook();
  book.expect(["a.jpg", "b.jpg", "c.jpg"]);
  book.applyEntries([entryOf(0, "b.jpg")], false);
  expect(namesOf(book)).toEqual(["b.jpg", "a.jpg", "c.jpg"]);
  book.applyItems([{ name: "a.jpg", status: "Error" }]);
  expect(verdictsOf(book)).toEqual(["Valid", "Error", undefined]);
});

test("after a reload rows stand in their places, named as their results come", () => {
  const book = createRowBook();
  book.grow(3);
  book.applyEntries([entryOf(1, "b.jpg")], false);
  expect(namesOf(book)).toEqual([undefined, "b.jpg", undefined]);
  expect(book.known()).toBe(1);
  expect(book.firstMissing()).toBe(0);
});

test("names that come after the first results keep them", () => {
  const book = createRowBook();
  book.expect(["a.jpg", "left-out.jpg", "b.jpg"]);
  book.applyItems([{ name: "b.jpg", status: "Invalid" }]);
  book.applyEntries([entryOf(0, "a.jpg")], false);
  book.expect(["a.jpg", "b.jpg"]);
  expect(namesOf(book)).toEqual(["a.jpg", "b.jpg"]);
  expect(verdictsOf(book)).toEqual(["Valid", "Invalid"]);
  expect(book.known()).toBe(1);
});

test("rows whose place has not changed stay the same objects", () => {
  const book = createRowBook();
  book.expect(["a.jpg", "b.jpg"]);
  const before = book.rows()[0];
  book.applyEntries([entryOf(1, "b.jpg")], false);
  expect(book.rows()[0]).toBe(before);
});

test("a retried image shows as retrying until its new result comes, not its old one again", () => {
  const book = createRowBook();
  book.applyEntries([entryOf(0, "a.jpg"), failedEntry(1, "b.jpg")], true);
  book.retryFailed();
  expect(book.rows()[1]).toMatchObject({ retrying: true, verdict: undefined, name: "b.jpg" });
  expect(book.known()).toBe(1);
  book.applyEntries([failedEntry(1, "b.jpg")], false);
  expect(book.rows()[1]).toMatchObject({ retrying: true });
  book.applyEntries([entryOf(1, "b.jpg")], false);
  expect(book.rows()[1]).toMatchObject({ retrying: false, verdict: "Valid" });
});

test("an image that failed again in the same way is taken when the batch is finished", () => {
  const book = createRowBook();
  book.applyEntries([failedEntry(0, "a.jpg")], true);
  book.retryFailed();
  book.applyEntries([failedEntry(0, "a.jpg")], true);
  expect(book.rows()[0]).toMatchObject({ retrying: false, verdict: "Error" });
  expect(book.known()).toBe(1);
});

test("mistrust reads everything again and shows what was there meanwhile", () => {
  const book = createRowBook();
  book.applyEntries([entryOf(0, "a.jpg"), entryOf(1, "b.jpg")], true);
  book.mistrust();
  expect(book.known()).toBe(0);
  expect(book.firstMissing()).toBe(0);
  expect(verdictsOf(book)).toEqual(["Valid", "Valid"]);
});

test("listeners hear of changes until they stop listening", () => {
  const book = createRowBook();
  let heard = 0;
  const stop = book.subscribe(() => (heard += 1));
  book.grow(2);
  book.grow(2);
  expect(heard).toBe(1);
  stop();
  book.grow(3);
  expect(heard).toBe(1);
});

test("ten thousand rows are taken in well under a second", () => {
  const book = createRowBook();
  const names = Array.from({ length: 10_000 }, (_, i) => `photo-${i}.jpg`);
  book.expect(names);
  const start = performance.now();
  for (let i = 0; i < 10_000; i += 20)
    book.applyItems(names.slice(i, i + 20).map((name) => ({ name, status: "Valid" as const })));
  book.applyEntries(
    names.map((name, seq) => entryOf(seq, name)),
    true,
  );
  expect(performance.now() - start).toBeLessThan(1_000);
  expect(book.known()).toBe(10_000);
});
