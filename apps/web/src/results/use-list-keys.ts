import { useCallback } from "react";
import { nextIndex } from "./next-index.ts";

interface Options {
  count: number;
  /** The index of the active item. */
  active: number;
  columns: number;
  onMove(index: number): void;
  onOpen(index: number): void;
}

/** The whole list is one tab stop; arrow keys move inside it, Enter opens the active item. */
export function useListKeys({ count, active, columns, onMove, onOpen }: Options) {
  return useCallback(
    (event: React.KeyboardEvent) => {
      if (event.altKey || event.ctrlKey || event.metaKey || count === 0) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        return onOpen(active);
      }
      const next = nextIndex(event.key, active, count, columns);
      if (next === undefined) return;
      event.preventDefault();
      onMove(next);
    },
    [active, count, columns, onMove, onOpen],
  );
}
