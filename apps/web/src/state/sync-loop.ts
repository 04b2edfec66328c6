import type { Status } from "@symphony/contract";
import { ApiError } from "../api/api-error.ts";
import { backoffMs } from "../live/backoff.ts";
import type { ResultsStore } from "./results-store.ts";
import { isFinal, refreshResults, syncNames, syncResults } from "./sync-results.ts";
import type { ReadNames, ReadPage } from "./sync-results.ts";

/** Minimum time between two reads while a batch runs. */
const INTERVAL_MS = 1_000;

export interface SyncLoop {
  /** Passes the newest status: results that are missing by it are read. */
  update(status: Status): void;
  /** Reads every result once more. */
  refresh(): void;
  close(): void;
}

/** Keeps a results store up to date: one read at a time, retried after failures, until close(). */
export function createSyncLoop(
  store: ResultsStore,
  readAnyPage: ReadPage,
  readAnyNames: ReadNames,
  intervalMs = INTERVAL_MS,
): SyncLoop {
  let latest: Status | undefined;
  let finishedAt: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let reading = false;
  let refreshing = false;
  let failures = 0;
  let closed = false;

  /** Ends the reading of further pages too. */
  const whileOpen =
    <Args extends unknown[], Page>(readAny: (...args: Args) => Promise<Page>) =>
    async (...args: Args): Promise<Page> => {
      if (closed) throw new Error("The sync loop is closed.");
      return readAny(...args);
    };
  const readPage = whileOpen(readAnyPage);
  const readNames = whileOpen(readAnyNames);

  const schedule = (ms: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      void read();
    }, ms);
  };

  const read = async (): Promise<void> => {
    if (reading || closed || latest === undefined) return;
    reading = true;
    const target = latest;
    const all = refreshing;
    refreshing = false;
    try {
      if (all) await refreshResults(store, target, readPage);
      await syncResults(store, target, readPage);
      if (!isFinal(target)) await syncNames(store, readNames);
      failures = 0;
      if (latest !== target || refreshing) schedule(intervalMs);
    } catch (error) {
      refreshing ||= all;
      // Somebody deleted the batch, unless its status changed meanwhile: then it was checked again.
      if (error instanceof ApiError && error.status === 404) {
        if (latest !== target) schedule(intervalMs);
        return;
      }
      // The connection badge shows that the server cannot be reached.
      schedule(backoffMs(failures));
      failures += 1;
    } finally {
      reading = false;
    }
  };

  return {
    update(status) {
      if (latest !== undefined && isFinal(latest) && !isFinal(status)) store.markFailedRetrying();
      // Another threshold changes results whose verdict stays: after each run all are read again.
      if (isFinal(status) && finishedAt !== null && finishedAt !== status.completed_at) store.invalidate();
      if (isFinal(status)) finishedAt = status.completed_at;
      const first = latest === undefined;
      latest = status;
      if (first || isFinal(status)) void read();
      else schedule(intervalMs);
    },
    refresh() {
      if (latest === undefined) return;
      refreshing = true;
      void read();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
