import type { Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { changeAddress } from "../browser/address.ts";
import type { Item } from "../state/results-store.ts";

/** The place is kept when the page has come to rest: browsers limit how often an entry may change. */
const REST_MS = 300;

interface Remembered {
  top?: number | undefined;
}

/** Keeps which image is at the top in the history entry, and goes there again after a reload. */
export function useScrollMemory(lines: Virtualizer<Window, Element>, items: readonly Item[], columns: number): void {
  const wanted = useRef((history.state as Remembered | null)?.top);
  const latest = useRef({ lines, items, columns });
  latest.current = { lines, items, columns };

  useEffect(() => {
    if (wanted.current === undefined || items.length === 0) return;
    const index = items.findIndex(({ seq }) => seq === wanted.current);
    if (index < 0) return;
    wanted.current = undefined;
    lines.scrollToIndex(Math.floor(index / columns), { align: "start" });
  }, [lines, items, items.length, columns]);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const keep = (): void => {
      const { lines: current, items: list, columns: perLine } = latest.current;
      const isAtTop = window.scrollY < current.options.scrollMargin;
      const line = current
        .getVirtualItems()
        .find(({ end }) => end > window.scrollY + current.options.scrollPaddingStart);
      const top = isAtTop ? undefined : list[(line?.index ?? 0) * perLine]?.seq;
      changeAddress({}, "replace", { ...(history.state as object | null), top });
    };
    const onScroll = (): void => {
      clearTimeout(timer);
      timer = setTimeout(keep, REST_MS);
    };
    window.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      window.removeEventListener("scroll", onScroll);
    };
  }, []);
}
