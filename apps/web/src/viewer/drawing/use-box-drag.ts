import type { BoundingBox } from "@symphony/contract";
import { useRef } from "react";
import type { PointerEvent, RefObject } from "react";
import { boxBetween, drawnBox, toImagePoint } from "./draw-box.ts";
import type { Point } from "./draw-box.ts";
import type { Size } from "../zoom.ts";

interface Props {
  image: RefObject<HTMLImageElement | null>;
  /** Of the original image. */
  size: Size | undefined;
  onDrag(box: BoundingBox): void;
  /** Undefined where it is too small, or the browser took the pointer away. */
  onEnd(box: BoundingBox | undefined): void;
}

/** A rectangle between the place where a pointer went down and the place where it is; other pointers are ignored. */
export function useBoxDrag({ image, size, onDrag, onEnd }: Props) {
  // In pixels of the image: it may be zoomed or moved while something is drawn.
  const start = useRef<{ pointerId: number; point: Point }>(undefined);
  const pointOf = ({ clientX: x, clientY: y }: PointerEvent): Point | undefined => {
    const element = image.current?.getBoundingClientRect();
    return element && size && toImagePoint({ x, y }, element, size);
  };
  const isDrawing = ({ pointerId }: PointerEvent): boolean => pointerId === start.current?.pointerId;
  const end = (event: PointerEvent, to?: Point): void => {
    if (!isDrawing(event)) return;
    const [from, element] = [start.current?.point, image.current?.getBoundingClientRect()];
    start.current = undefined;
    onEnd(from && to && element && size && drawnBox(from, to, element, size));
  };
  return {
    cancel: () => void (start.current = undefined),
    handlers: {
      onPointerDown(event: PointerEvent): void {
        const point = pointOf(event);
        if (start.current !== undefined || event.button !== 0 || point === undefined) return;
        // The focus stays where it is, and with it the keys of the viewer.
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { pointerId: event.pointerId, point };
      },
      onPointerMove(event: PointerEvent): void {
        const [from, to] = [start.current?.point, pointOf(event)];
        if (isDrawing(event) && from !== undefined && to !== undefined) onDrag(boxBetween(from, to));
      },
      onPointerUp: (event: PointerEvent): void => end(event, pointOf(event)),
      onPointerCancel: (event: PointerEvent): void => end(event),
    },
  };
}
