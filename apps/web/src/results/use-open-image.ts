import { useCallback, useEffect, useRef, useState } from "react";

/** Which image the keyboard is at and which one the viewer shows; closing it leads back into the list, to that image. */
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
