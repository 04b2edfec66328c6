import type { Status } from "@symphony/contract";
import { RESULTS_PAGE_MAX } from "../api/calls.ts";
import type { ItemsPage, ResultsPage } from "../api/calls.ts";
import { countVerdicts } from "./items/count-verdicts.ts";
import type { ResultsStore } from "./results-store.ts";

/** A page also lists results that the store already has, between the missing ones; this many fit in addition. */
const EXTRA_RESULTS = 50;

export type ReadPage = (cursor: number, limit: number) => Promise<ResultsPage>;
export type ReadNames = (cursor: number) => Promise<ItemsPage>;

/**
 * Reads the results that the store does not have yet, from the first missing one on. The page size is limited to
 * what is missing, because the server stops searching as soon as a page is full.
 *
 * @throws what `readPage` throws
 */
export async function syncResults(store: ResultsStore, status: Status, readPage: ReadPage): Promise<void> {
  const final = isFinal(status);
  store.resize(status.total);
  if (final && !agrees(store, status)) store.invalidate();
  let cursor = store.firstMissing();
  while (cursor < status.total && store.currentCount() < status.processed) {
    const limit = Math.min(RESULTS_PAGE_MAX, status.processed - store.currentCount() + EXTRA_RESULTS);
    const page: ResultsPage = await readPage(cursor, limit);
    store.applyResults(page.results, final);
    if (page.next_cursor === null) return;
    cursor = store.firstMissing(page.next_cursor);
  }
}

/** Reads every result once more, for what people decided since: no status tells it. @throws what `readPage` throws */
export async function refreshResults(store: ResultsStore, status: Status, readPage: ReadPage): Promise<void> {
  let cursor: number | null = 0;
  while (cursor !== null && cursor < status.total) {
    const page: ResultsPage = await readPage(cursor, RESULTS_PAGE_MAX);
    store.applyResults(page.results, isFinal(status));
    cursor = page.next_cursor;
  }
}

/** Reads the names of items that have no result and were not sent by this page. @throws what `readNames` throws */
export async function syncNames(store: ResultsStore, readNames: ReadNames): Promise<void> {
  let cursor: number | null | undefined = store.firstWithoutName();
  while (cursor !== undefined && cursor !== null) {
    const page: ItemsPage = await readNames(cursor);
    store.applyNames(page.items);
    cursor = page.items.length === 0 ? null : page.next_cursor;
  }
}

/** No more results will come. A cancelled batch gets an error result for each remaining item before `completed_at` is set. */
export const isFinal = ({ status, completed_at }: Status): boolean =>
  status === "completed" || (status === "cancelled" && completed_at !== null);

/** Whether the results add up to the batch's counts; results of an earlier run do not. */
function agrees(store: ResultsStore, { processed, valid, invalid, error }: Status): boolean {
  if (store.currentCount() < processed) return true;
  const tally = countVerdicts(store.items());
  return tally.Valid === valid && tally.Invalid === invalid && tally.Error === error;
}
