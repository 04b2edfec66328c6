import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

/** Where the list begins on the page, and how wide it is; the page's height or width changes with both. */
export function useListPlace(list: RefObject<HTMLElement | null>, look: unknown): { top: number; width: number } {
  const [place, setPlace] = useState({ top: 0, width: 0 });
  const measure = useCallback(() => {
    const box = list.current?.getBoundingClientRect();
    if (box === undefined) return;
    const next = { top: Math.round(box.top + window.scrollY), width: Math.round(box.width) };
    setPlace((before) => (before.top === next.top && before.width === next.width ? before : next));
  }, [list]);
  useLayoutEffect(measure, [measure, look]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [measure]);
  return place;
}
