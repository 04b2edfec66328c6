import type { Status } from "@symphony/contract";
import { RESULTS_PAGE_MAX } from "../api/calls.ts";
import type { ItemsPage, ResultsPage } from "../api/calls.ts";
import type { RowBook } from "./results-store.ts";

/** Rows that are known already come again between the missing ones; this much room is left for them. */
const SPARE = 50;

export type ReadPage = (cursor: number, limit: number) => Promise<ResultsPage>;
export type ReadNames = (cursor: number) => Promise<ItemsPage>;

/**
 * Reads the results the book does not have yet, from its first gap on. No page is longer than needed, because
 * the server stops looking as soon as a page is full.
 *
 * @throws what `readPage` throws
 */
export async function syncResults(book: RowBook, status: Status, readPage: ReadPage): Promise<void> {
  const final = isFinal(status);
  book.grow(status.total);
  if (final && !agrees(book, status)) book.mistrust();
  let cursor: number | null = book.firstMissing();
  while (cursor !== null && cursor < status.total && book.known() < status.processed) {
    const limit = Math.min(RESULTS_PAGE_MAX, status.processed - book.known() + SPARE);
    const page: ResultsPage = await readPage(cursor, limit);
    book.applyEntries(page.results, final);
    cursor = page.next_cursor;
  }
}

/** Reads the names of images that have neither a result nor were sent from here. @throws what `readNames` throws */
export async function syncNames(book: RowBook, readNames: ReadNames): Promise<void> {
  let cursor: number | null | undefined = book.firstNameless();
  while (cursor !== undefined && cursor !== null) {
    const page: ItemsPage = await readNames(cursor);
    book.applyNames(page.items);
    cursor = page.items.length === 0 ? null : page.next_cursor;
  }
}

/** Nothing comes any more. A cancelled batch still gets its last rows, which say that it was. */
export const isFinal = ({ status, completed_at }: Status): boolean =>
  status === "completed" || (status === "cancelled" && completed_at !== null);

/** Whether the known results add up to the batch's counts; old results of a run before do not. */
function agrees(book: RowBook, { processed, valid, invalid, error }: Status): boolean {
  if (book.known() < processed) return true;
  const tally = { Valid: 0, Invalid: 0, Error: 0 };
  for (const { verdict } of book.rows()) if (verdict !== undefined) tally[verdict] += 1;
  return tally.Valid === valid && tally.Invalid === invalid && tally.Error === error;
}
