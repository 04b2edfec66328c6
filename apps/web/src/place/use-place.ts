import { useCallback, useEffect, useMemo } from "react";
import { addressParams, changeAddress } from "../browser/address.ts";
import { useSignal } from "../browser/use-signal.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { preferredViewMode, saveViewMode } from "./view-mode.ts";
import type { ViewMode } from "./view-mode.ts";
import { addressOfQuery, queryFromAddress } from "./query-address.ts";

/** How the images were put in a row that is decided one by one. */
export type QueueKind = "doubt" | "list" | "random";

/** Marks the history entry of an image that was opened from its list: closing goes back to the list. */
const OPENED_HERE = { viewer: true };
const isOpenedHere = (state: unknown): boolean => (state as { viewer?: unknown } | null)?.viewer === true;

/** What is shown of a batch. It stands in the address: a reload and a colleague see the same. */
export function usePlace() {
  const search = useSignal(addressParams);
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const query = useMemo(() => queryFromAddress(params), [params]);
  const view = params.get("view");
  // Who follows a link sees the list as its sender does, so the address says how.
  useEffect(() => {
    if (view === null) changeAddress({ view: preferredViewMode() });
  }, [view]);
  const setQuery = useCallback((next: ItemQuery) => changeAddress(addressOfQuery(next)), []);
  const setViewMode = useCallback((mode: ViewMode) => {
    saveViewMode(mode);
    changeAddress({ view: mode });
  }, []);
  /** Moving on in an open viewer replaces the entry, so that Back always closes it. */
  const openImage = useCallback((seq: number, queue?: { kind: QueueKind; size?: number | undefined }) => {
    const isOpen = new URLSearchParams(location.search).has("image");
    const more = queue === undefined ? {} : { queue: queue.kind, sample: queue.size?.toString() };
    if (isOpen) changeAddress({ image: String(seq), ...more });
    else changeAddress({ image: String(seq), ...more }, "push", OPENED_HERE);
  }, []);
  const closeImage = useCallback(() => {
    if (isOpenedHere(history.state)) history.back();
    else changeAddress({ image: undefined, queue: undefined, sample: undefined });
  }, []);
  return {
    query,
    setQuery,
    viewMode: (view === "grid" ? "grid" : "table") as ViewMode,
    setViewMode,
    image: numberIn(params.get("image")),
    queue: queueIn(params.get("queue")),
    sample: numberIn(params.get("sample")),
    openImage,
    closeImage,
  };
}

export type Place = ReturnType<typeof usePlace>;

const numberIn = (text: string | null): number | undefined =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
const queueIn = (text: string | null): QueueKind | undefined =>
  (["doubt", "list", "random"] as const).find((kind) => kind === text);
