import type { Status } from "@symphony/contract";
import { backoffMs } from "../live/backoff.ts";
import type { RowBook } from "./results-store.ts";
import { isFinal, syncNames, syncResults } from "./sync-results.ts";
import type { ReadNames, ReadPage } from "./sync-results.ts";

/** While a batch runs, its results are read this often at most. */
const PACE_MS = 1_000;

export interface SyncLoop {
  /** Says how the batch stands now; the results that are missing are read, soon and one page at a time. */
  want(status: Status): void;
  close(): void;
}

/** Keeps a book in step with its batch: one reader at a time, again after failures, until it is closed. */
export function createSyncLoop(book: RowBook, readPage: ReadPage, readNames: ReadNames, paceMs = PACE_MS): SyncLoop {
  let wanted: Status | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let failures = 0;
  let closed = false;

  const later = (ms: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void read();
    }, ms);
  };

  const read = async (): Promise<void> => {
    if (reading || closed || wanted === undefined) return;
    reading = true;
    const target = wanted;
    try {
      await syncResults(book, target, readPage);
      if (!isFinal(target)) await syncNames(book, readNames);
      failures = 0;
      if (wanted !== target) later(paceMs);
    } catch {
      // The connection badge says that something is wrong; here it is only tried again.
      later(backoffMs(failures));
      failures += 1;
    } finally {
      reading = false;
    }
  };

  return {
    want(status) {
      if (wanted !== undefined && isFinal(wanted) && !isFinal(status)) book.retryFailed();
      const first = wanted === undefined;
      wanted = status;
      if (first || isFinal(status)) void read();
      else later(paceMs);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
