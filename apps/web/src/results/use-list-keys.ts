import { useCallback, useState } from "react";
import { nextIndex } from "./next-index.ts";

interface Options {
  count: number;
  columns: number;
  onMove(index: number): void;
  onOpen(index: number): void;
}

/** One stop of the tab key for the whole list; arrows move inside it, Enter opens. */
export function useListKeys({ count, columns, onMove, onOpen }: Options) {
  const [wanted, setActive] = useState(0);
  const active = Math.min(wanted, Math.max(0, count - 1));
  const onKeyDown = useCallback((event: React.KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey || count === 0) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      return onOpen(active);
    }
    const next = nextIndex(event.key, active, count, columns);
    if (next === undefined) return;
    event.preventDefault();
    setActive(next);
    onMove(next);
  }, [active, count, columns, onMove, onOpen]);
  return { active, setActive, onKeyDown };
}
