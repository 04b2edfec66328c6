import { useEffect, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";

/** Where the list begins on the page, and how wide it is; both change with what stands above it. */
export function useListPlace(list: RefObject<HTMLElement | null>): { top: number; width: number } {
  const [place, setPlace] = useState({ top: 0, width: 0 });
  const measure = (): void => {
    const box = list.current?.getBoundingClientRect();
    if (box === undefined) return;
    const next = { top: Math.round(box.top + window.scrollY), width: Math.round(box.width) };
    setPlace((before) => (before.top === next.top && before.width === next.width ? before : next));
  };
  useLayoutEffect(measure);
  useEffect(() => {
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return place;
}
