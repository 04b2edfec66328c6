import type { BatchId, Status } from "@symphony/contract";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { readItems, readResults, RESULTS_PAGE_MAX } from "../api/calls.ts";
import { useSignal } from "../browser/use-signal.ts";
import type { ResultsStore } from "./results-store.ts";
import { createSyncLoop } from "./sync-loop.ts";
import { useSession } from "./use-session.ts";

/** Minimum time between two renders of the lists while results arrive. */
const RENDER_INTERVAL_MS = 200;
/** Without a socket nobody tells what others decide: everything is read again, this long after each page of it. */
const REFRESH_PAGE_MS = 10_000;

/** Reads the results of a batch into its store while the component is mounted. */
export function useResultsSync(id: BatchId, store: ResultsStore, status: Status | undefined): void {
  const session = useSession();
  const loop = useMemo(
    () => ({ current: undefined as ReturnType<typeof createSyncLoop> | undefined, gaps: 0 }),
    [id, store],
  );
  useEffect(() => {
    // The store is invalid since the last gap: the first read brings all of it.
    loop.gaps = session.eventGaps.get();
    loop.current = createSyncLoop(
      store,
      (cursor, limit) => readResults(id, cursor, limit),
      (cursor) => readItems(id, cursor),
    );
    return () => loop.current?.close();
  }, [id, store, loop, session]);
  useEffect(() => {
    if (status !== undefined && status.status !== "initialized") loop.current?.update(status);
  }, [loop, status]);
  const gaps = useSignal(session.eventGaps);
  useEffect(() => {
    if (gaps > loop.gaps) loop.current?.refresh();
    loop.gaps = Math.max(gaps, loop.gaps);
  }, [loop, gaps]);
  const isLive = useSignal(session.connection) === "live";
  const pages = Math.ceil((status?.total ?? 0) / RESULTS_PAGE_MAX);
  useEffect(() => {
    if (isLive || pages === 0) return;
    let due = false;
    const refresh = (): void => {
      due = document.visibilityState === "hidden";
      if (!due) loop.current?.refresh();
    };
    const refreshIfDue = (): void => void (due && refresh());
    const timer = setInterval(refresh, pages * REFRESH_PAGE_MS);
    document.addEventListener("visibilitychange", refreshIfDue);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refreshIfDue);
    };
  }, [loop, isLive, pages]);
}

/** The store's version, throttled: it changes a few times a second at most. */
export function useStoreVersion(store: ResultsStore): number {
  const throttled = useMemo(() => throttle(store), [store]);
  return useSyncExternalStore(throttled.subscribe, throttled.version);
}

function throttle(store: ResultsStore): { subscribe(listener: () => void): () => void; version(): number } {
  let shown = store.version();
  return {
    version: () => shown,
    subscribe(listener) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const show = (): void => {
        timer = undefined;
        shown = store.version();
        listener();
      };
      if (shown !== store.version()) timer = setTimeout(show, 0);
      const unsubscribe = store.subscribe(() => (timer ??= setTimeout(show, RENDER_INTERVAL_MS)));
      return () => {
        clearTimeout(timer);
        unsubscribe();
      };
    },
  };
}
