import { useCallback, useEffect, useRef, useState } from "react";

/** The active image of the list and the one in the viewer; closing the viewer moves the focus back to the list. */
export function useOpenImage() {
  const [active, setActive] = useState(0);
  const [openAt, setOpenAt] = useState<number>();
  const list = useRef<HTMLDivElement>(null);
  const wasOpen = useRef(false);
  const open = useCallback((index: number) => {
    setActive(index);
    setOpenAt(index);
  }, []);
  const close = useCallback(() => setOpenAt(undefined), []);
  useEffect(() => {
    if (wasOpen.current && openAt === undefined) list.current?.focus({ preventScroll: true });
    wasOpen.current = openAt !== undefined;
  }, [openAt]);
  return { active, openAt, list, setActive, open, close };
}
