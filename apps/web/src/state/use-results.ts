import type { BatchId, Status } from "@symphony/contract";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { readItems, readResults } from "../api/calls.ts";
import type { RowBook } from "./results-store.ts";
import { createSyncLoop } from "./sync-loop.ts";

/** Lists are drawn anew this often at most while results pour in. */
const DRAW_EVERY_MS = 200;

/** Reads the results of a batch into its book as they come. */
export function useResultsSync(id: BatchId, book: RowBook, status: Status | undefined): void {
  const loop = useMemo(() => ({ current: undefined as ReturnType<typeof createSyncLoop> | undefined }), [id, book]);
  useEffect(() => {
    loop.current = createSyncLoop(
      book,
      (cursor, limit) => readResults(id, cursor, limit),
      (cursor) => readItems(id, cursor),
    );
    return () => loop.current?.close();
  }, [id, book, loop]);
  useEffect(() => {
    if (status !== undefined && status.status !== "initialized") loop.current?.want(status);
  }, [loop, status]);
}

/** The book's version, a few times a second at most. */
export function useBookVersion(book: RowBook): number {
  const throttled = useMemo(() => throttle(book), [book]);
  return useSyncExternalStore(throttled.subscribe, throttled.version);
}

function throttle(book: RowBook): { subscribe(listener: () => void): () => void; version(): number } {
  let shown = book.version();
  return {
    version: () => shown,
    subscribe(listener) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const show = (): void => {
        timer = undefined;
        shown = book.version();
        listener();
      };
      if (shown !== book.version()) timer = setTimeout(show, 0);
      const stop = book.subscribe(() => (timer ??= setTimeout(show, DRAW_EVERY_MS)));
      return () => {
        clearTimeout(timer);
        stop();
      };
    },
  };
}
