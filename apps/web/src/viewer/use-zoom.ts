import type { BoundingBox } from "@symphony/contract";
import { useCallback, useRef, useState } from "react";
import { FITTED, moveBy, zoomAt, zoomToBox } from "./zoom.ts";
import type { Size } from "./zoom.ts";

const WHEEL_STEP = 1.15;

/** A finger that moves this far to the side asks for another image. */
const SWIPE_PX = 60;

/**
 * Zooms and moves an image by wheel, drag and pinch.
 *
 * @param onSwipe of one finger over an image that is not zoomed: 1 for the next image, -1 for the one before
 */
export function useZoom(onSwipe: (step: 1 | -1) => void = () => {}) {
  const frame = useRef<HTMLDivElement | null>(null);
  const pointers = useRef(new Map<number, { x: number; y: number }>());
  /** Where a swipe may have begun; not with a second finger, which pinches. */
  const swipe = useRef<{ x: number; y: number }>(undefined);
  const [view, setView] = useState(FITTED);

  const frameSize = (): Size => ({
    width: frame.current?.clientWidth ?? 1,
    height: frame.current?.clientHeight ?? 1,
  });
  const fromCenter = (x: number, y: number): { x: number; y: number } => {
    const box = frame.current?.getBoundingClientRect();
    return box === undefined ? { x: 0, y: 0 } : { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 };
  };
  const zoom = useCallback((factor: number) => setView((before) => zoomAt(before, factor, frameSize())), []);
  const reset = useCallback(() => setView(FITTED), []);
  const toBox = (box: BoundingBox, image: Size): void => setView(zoomToBox(box, image, frameSize()));

  // React's wheel listener is passive, so it cannot prevent the page from scrolling. Each image has a frame of its own.
  const attach = useCallback((element: HTMLDivElement) => {
    frame.current = element;
    const wheel = (event: WheelEvent): void => {
      event.preventDefault();
      const factor = event.deltaY < 0 ? WHEEL_STEP : 1 / WHEEL_STEP;
      const at = fromCenter(event.clientX, event.clientY);
      setView((before) => zoomAt(before, factor, frameSize(), at));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => {
      element.removeEventListener("wheel", wheel);
      if (frame.current === element) frame.current = null;
    };
  }, []);

  const onPointerDown = (event: React.PointerEvent): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    const at = { x: event.clientX, y: event.clientY };
    pointers.current.set(event.pointerId, at);
    const mayBegin = event.pointerType === "touch" && pointers.current.size === 1 && view.scale === 1;
    swipe.current = mayBegin ? at : undefined;
  };
  const onPointerMove = (event: React.PointerEvent): void => {
    const before = pointers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...pointers.current].find(([id]) => id !== event.pointerId)?.[1];
    pointers.current.set(event.pointerId, now);
    if (other === undefined) return setView((view) => moveBy(view, now.x - before.x, now.y - before.y, frameSize()));
    const factor =
      Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
    setView((view) => zoomAt(view, factor, frameSize(), fromCenter((now.x + other.x) / 2, (now.y + other.y) / 2)));
  };
  const onPointerCancel = (event: React.PointerEvent): void => {
    pointers.current.delete(event.pointerId);
    swipe.current = undefined;
  };
  const onPointerUp = (event: React.PointerEvent): void => {
    const [right, down] = [event.clientX - (swipe.current?.x ?? NaN), event.clientY - (swipe.current?.y ?? NaN)];
    onPointerCancel(event);
    if (Math.abs(right) > SWIPE_PX && Math.abs(right) > 2 * Math.abs(down)) onSwipe(right < 0 ? 1 : -1);
  };
  return {
    frame: attach,
    view,
    zoom,
    reset,
    toBox,
    // The last one also where something else handles the pointer by the time that it goes up.
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel, onLostPointerCapture: onPointerCancel },
  };
}
