import type { BoundingBox } from "@symphony/contract";
import { useEffect, useRef, useState } from "react";
import { boxAfterKey } from "./draw-box.ts";
import { useBoxDrag } from "./use-box-drag.ts";
import type { Size } from "../zoom.ts";

export type Drawing = ReturnType<typeof useDrawing>;

/**
 * Draws a box over the image with a mouse, a pen, a finger or the arrow keys.
 *
 * @param seq of the image: drawing ends when another one is shown
 * @param size of the original image; undefined where no box can be drawn
 */
export function useDrawing(seq: number | undefined, size: Size | undefined, onDraw: (box: BoundingBox) => void) {
  const image = useRef<HTMLImageElement>(null);
  const [wanted, setWanted] = useState(false);
  const [box, setBox] = useState<BoundingBox>();
  const isActive = wanted && size !== undefined;
  const onEnd = (drawn: BoundingBox | undefined): void => {
    setBox(undefined);
    if (drawn === undefined) return;
    setWanted(false);
    onDraw(drawn);
  };
  const drag = useBoxDrag({ image, size, onDrag: setBox, onEnd });
  const stop = (): void => {
    drag.cancel();
    setWanted(false);
    setBox(undefined);
  };
  useEffect(stop, [seq]);
  useEscape(isActive, stop);
  return {
    image,
    isPossible: size !== undefined,
    isActive,
    /** What is drawn now. */
    box,
    handlers: drag.handlers,
    toggle: () => (isActive ? stop() : setWanted(image.current !== null)),
    /** @returns whether the key draws something */
    onKey({ key, shiftKey }: React.KeyboardEvent): boolean {
      if (!isActive) return false;
      const next = boxAfterKey(box, key, shiftKey, size);
      if (next !== undefined) setBox(next);
      else if (key === "Enter" && box !== undefined) onEnd(box);
      else return false;
      return true;
    },
  };
}

/** On the window: the focus may be outside of the viewer, which does not close by this key while something is drawn. */
function useEscape(isActive: boolean, onEscape: () => void): void {
  useEffect(() => {
    if (!isActive) return;
    const onKey = ({ key }: KeyboardEvent): void => void (key === "Escape" && onEscape());
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
    // `onEscape` sets states only, so any one of them does.
  }, [isActive]);
}
