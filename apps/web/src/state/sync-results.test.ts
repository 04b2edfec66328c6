import { expect, test } from "@jest/globals";
import { entryOf, failedEntry, statusOf } from "../../fixtures/statuses.ts";
import type { Entry } from "../api/calls.ts";
import { createRowBook } from "./results-store.ts";
import { syncResults } from "./sync-results.ts";

/** A server's results page: rows that are done, looked for from `cursor` on, `scan` places at most. */
function serverOf(rows: Array<Entry | undefined>, scan = 5_000) {
  const asked: Array<[cursor: number, limit: number]> = [];
  const readPage = async (cursor: number, limit: number) => {
    asked.push([cursor, limit]);
    const results: Entry[] = [];
    let seq = cursor;
    for (; seq < Math.min(rows.length, cursor + scan) && results.length < limit; seq += 1) {
      const row = rows[seq];
      if (row !== undefined) results.push(row);
    }
    return { results, next_cursor: seq < rows.length ? seq : null };
  };
  return { asked, readPage };
}

const rowsOf = (count: number): Entry[] => Array.from({ length: count }, (_, seq) => entryOf(seq, `${seq}.jpg`));

test("a finished batch is read to its end, page by page", async () => {
  const book = createRowBook();
  const { asked, readPage } = serverOf(rowsOf(2_500));
  await syncResults(book, statusOf({ status: "completed", total: 2_500, valid: 2_500 }), readPage);
  expect(book.known()).toBe(2_500);
  expect(asked.map(([cursor]) => cursor)).toEqual([0, 1_000, 2_000]);
});

test("while a batch runs only what is missing is asked for, from the first gap on", async () => {
  const book = createRowBook();
  const rows: Array<Entry | undefined> = rowsOf(100);
  rows[10] = undefined;
  rows.fill(undefined, 40);
  const { asked, readPage } = serverOf(rows);
  await syncResults(book, statusOf({ total: 100, valid: 39 }), readPage);
  expect(book.known()).toBe(39);
  rows[10] = entryOf(10, "10.jpg");
  await syncResults(book, statusOf({ total: 100, valid: 40 }), readPage);
  expect(book.known()).toBe(40);
  expect(asked.at(-1)).toEqual([10, 51]);
});

test("a page may be empty because its results lie further on", async () => {
  const book = createRowBook();
  const rows: Array<Entry | undefined> = Array.from({ length: 50 });
  rows[45] = entryOf(45, "late.jpg");
  await syncResults(book, statusOf({ total: 50, valid: 1 }), serverOf(rows, 20).readPage);
  expect(book.rows()[45]?.name).toBe("late.jpg");
});

test("results that are counted but not readable yet end the round instead of asking forever", async () => {
  const book = createRowBook();
  const { asked, readPage } = serverOf([undefined, undefined]);
  await syncResults(book, statusOf({ total: 2, valid: 1 }), readPage);
  expect(asked).toHaveLength(1);
});

test("old failures of a batch that was retried from elsewhere are read again at its end", async () => {
  const book = createRowBook();
  await syncResults(
    book,
    statusOf({ status: "completed", total: 2, valid: 1, error: 1 }),
    serverOf([entryOf(0, "a"), failedEntry(1, "b")]).readPage,
  );
  await syncResults(
    book,
    statusOf({ status: "completed", total: 2, valid: 2 }),
    serverOf([entryOf(0, "a"), entryOf(1, "b")]).readPage,
  );
  expect(book.rows().map(({ verdict }) => verdict)).toEqual(["Valid", "Valid"]);
});
