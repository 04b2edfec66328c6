import type { BatchId, Status } from "@symphony/contract";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { readItems, readResults, RESULTS_PAGE_MAX } from "../api/calls.ts";
import { useSignal } from "../browser/use-signal.ts";
import type { ResultsStore } from "./results-store.ts";
import { createSyncLoop } from "./sync-loop.ts";
import type { SyncLoop } from "./sync-loop.ts";
import { useSession } from "./use-session.ts";

/** Minimum time between two renders of the lists while results arrive. */
const RENDER_INTERVAL_MS = 200;
/** Without a socket nobody tells what others decide: everything is read again, this long after each page of it. */
const REFRESH_PAGE_MS = 10_000;
/** What is read before the socket is live has to be read again: reading awaits it, but not for longer than this. */
const SOCKET_WAIT_MS = 1_000;

/** Reads the results of a batch into its store while the component is mounted. */
export function useResultsSync(id: BatchId, store: ResultsStore, status: Status | undefined): void {
  const session = useSession();
  const loop = useMemo((): LoopRef => ({ current: undefined, gaps: 0 }), [id, store]);
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
  const gaps = useSignal(session.eventGaps);
  // Before the first read begins: a gap that ends with the socket's start is no reason for a second one.
  useEffect(() => {
    if (gaps > loop.gaps) loop.current?.refresh();
    loop.gaps = Math.max(gaps, loop.gaps);
  }, [loop, gaps]);
  const connection = useSignal(session.connection);
  useEffect(() => {
    if (status === undefined || status.status === "initialized") return;
    const update = (): void => loop.current?.update(status);
    // Its state now: it may have changed since this was rendered.
    if (session.connection.get() !== "connecting") return update();
    const timer = setTimeout(update, SOCKET_WAIT_MS);
    return () => clearTimeout(timer);
  }, [loop, status, connection, session]);
  useSocketlessRefresh(loop, connection === "live", Math.ceil((status?.total ?? 0) / RESULTS_PAGE_MAX));
}

interface LoopRef {
  current: SyncLoop | undefined;
  /** The gaps of which the loop has read what happened in them. */
  gaps: number;
}

function useSocketlessRefresh(loop: LoopRef, isLive: boolean, pages: number): void {
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
