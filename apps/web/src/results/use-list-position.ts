import { useCallback, useEffect, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

/** The list's offset from the top of the page and its width, measured again when the page's size changes. */
export function useListPosition(
  list: RefObject<HTMLElement | null>,
  viewMode: unknown,
): { top: number; width: number } {
  const [position, setPosition] = useState({ top: 0, width: 0 });
  const measure = useCallback(() => {
    const box = list.current?.getBoundingClientRect();
    if (box === undefined) return;
    const next = { top: Math.round(box.top + window.scrollY), width: Math.round(box.width) };
    setPosition((before) => (before.top === next.top && before.width === next.width ? before : next));
  }, [list]);
  useLayoutEffect(measure, [measure, viewMode]);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [measure]);
  return position;
}
