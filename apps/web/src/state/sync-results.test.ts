import { expect, test } from "@jest/globals";
import type { ListedResult } from "@symphony/contract";
import { failedResult, resultOf, statusOf } from "../../fixtures/statuses.ts";
import { createResultsStore } from "./results-store.ts";
import { syncResults } from "./sync-results.ts";

/** A results page as the server makes it: finished items from `cursor` on, out of at most `scan` items. */
function serverOf(items: Array<ListedResult | undefined>, scan = 5_000) {
  const requests: Array<[cursor: number, limit: number]> = [];
  const readPage = async (cursor: number, limit: number) => {
    requests.push([cursor, limit]);
    const results: ListedResult[] = [];
    let seq = cursor;
    for (; seq < Math.min(items.length, cursor + scan) && results.length < limit; seq += 1) {
      const item = items[seq];
      if (item !== undefined) results.push(item);
    }
    return { results, next_cursor: seq < items.length ? seq : null };
  };
  return { requests, readPage };
}

const rowsOf = (count: number): ListedResult[] =>
  Array.from({ length: count }, (_, seq) => resultOf(seq, `${seq}.jpg`));

test("reads a finished batch to its end, page by page", async () => {
  const store = createResultsStore();
  const { requests, readPage } = serverOf(rowsOf(2_500));
  await syncResults(store, statusOf({ status: "completed", total: 2_500, valid: 2_500 }), readPage);
  expect(store.currentCount()).toBe(2_500);
  expect(requests.map(([cursor]) => cursor)).toEqual([0, 1_000, 2_000]);
});

test("while a batch runs, reads only what is missing, from the first missing result on", async () => {
  const store = createResultsStore();
  const items: Array<ListedResult | undefined> = rowsOf(100);
  items[10] = undefined;
  items.fill(undefined, 40);
  const { requests, readPage } = serverOf(items);
  await syncResults(store, statusOf({ total: 100, valid: 39 }), readPage);
  expect(store.currentCount()).toBe(39);
  items[10] = resultOf(10, "10.jpg");
  await syncResults(store, statusOf({ total: 100, valid: 40 }), readPage);
  expect(store.currentCount()).toBe(40);
  expect(requests.at(-1)).toEqual([10, 51]);
});

// One slow image at the beginning had everything after it read again, every second.
test("what is there between two missing results is not read again", async () => {
  const store = createResultsStore();
  const items: Array<ListedResult | undefined> = rowsOf(3_000);
  items[0] = undefined;
  const { requests, readPage } = serverOf(items);
  await syncResults(store, statusOf({ total: 4_000, valid: 2_999 }), readPage);
  items.push(resultOf(3_000, "3000.jpg"));
  requests.length = 0;
  await syncResults(store, statusOf({ total: 4_000, valid: 3_000 }), readPage);
  expect(store.currentCount()).toBe(3_000);
  expect(requests.map(([cursor]) => cursor)).toEqual([0, 3_000]);
});

test("reads on after a page without results", async () => {
  const store = createResultsStore();
  const items: Array<ListedResult | undefined> = Array.from({ length: 50 });
  items[45] = resultOf(45, "late.jpg");
  await syncResults(store, statusOf({ total: 50, valid: 1 }), serverOf(items, 20).readPage);
  expect(store.items()[45]?.name).toBe("late.jpg");
});

test("stops when counted results cannot be read yet, instead of requesting forever", async () => {
  const store = createResultsStore();
  const { requests, readPage } = serverOf([undefined, undefined]);
  await syncResults(store, statusOf({ total: 2, valid: 1 }), readPage);
  expect(requests).toHaveLength(1);
});

test("reads failed results again at the end of a batch that another page retried", async () => {
  const store = createResultsStore();
  await syncResults(
    store,
    statusOf({ status: "completed", total: 2, valid: 1, error: 1 }),
    serverOf([resultOf(0, "a"), failedResult(1, "b")]).readPage,
  );
  await syncResults(
    store,
    statusOf({ status: "completed", total: 2, valid: 2 }),
    serverOf([resultOf(0, "a"), resultOf(1, "b")]).readPage,
  );
  expect(store.items().map(({ verdict }) => verdict)).toEqual(["Valid", "Valid"]);
});
