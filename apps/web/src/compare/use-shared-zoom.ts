import { useCallback, useRef, useState } from "react";
import { FITTED, moveBy, zoomAt } from "../viewer/zoom.ts";
import type { Size } from "../viewer/zoom.ts";

const WHEEL_STEP = 1.15;

const sizeOf = (frame: Element | undefined): Size => ({
  width: frame?.clientWidth ?? 1,
  height: frame?.clientHeight ?? 1,
});

/** One zoom for several frames of one size: what is done in one of them happens in all. */
export function useSharedZoom() {
  const frames = useRef(new Set<Element>());
  const [view, setView] = useState(FITTED);
  const zoom = useCallback((factor: number) => {
    const [frame] = frames.current;
    setView((before) => zoomAt(before, factor, sizeOf(frame)));
  }, []);
  const reset = useCallback(() => setView(FITTED), []);

  // React's wheel listener is passive, so it cannot prevent the page from scrolling.
  const frame = useCallback((element: HTMLDivElement) => {
    frames.current.add(element);
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const at = { x: event.clientX - box.left - box.width / 2, y: event.clientY - box.top - box.height / 2 };
      setView((before) => zoomAt(before, event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP, sizeOf(element), at));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("wheel", wheel);
      frames.current.delete(element);
    };
  }, []);

  const onPointerDown = (event: React.PointerEvent): void => event.currentTarget.setPointerCapture(event.pointerId);
  const onPointerMove = (event: React.PointerEvent): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { currentTarget, movementX, movementY } = event;
    setView((before) => moveBy(before, movementX, movementY, sizeOf(currentTarget)));
  };
  return { view, zoom, reset, frame, handlers: { onPointerDown, onPointerMove } };
}
