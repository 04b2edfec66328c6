import { useEffect, useRef, useState } from "react";
import { collapse } from "../state/items/copies.ts";
import type { Copies } from "../state/items/copies.ts";
import { selectItems } from "../state/select-items.ts";
import type { Item, ResultsStore } from "../state/results-store.ts";
import type { Place } from "../place/use-place.ts";

interface OpenImage {
  items: readonly Item[];
  /** Undefined while the image of the address is not known yet. */
  index: number | undefined;
}

/** The image in the viewer and the list it is one of: the queue, the shown list, or else all images. */
export function openImageOf(
  store: ResultsStore,
  place: Place,
  queue: readonly Item[] | undefined,
  copies: Copies,
): OpenImage {
  const { image, query } = place;
  for (const items of [queue, collapse(selectItems(store.items(), query), copies), store.items()]) {
    const index = items?.findIndex(({ seq }) => seq === image) ?? -1;
    if (items !== undefined && index >= 0) return { items, index };
  }
  return { items: [], index: undefined };
}

/** The active image of the list; closing the viewer moves the focus back to it. */
export function useActiveImage(image: number | undefined, items: readonly Item[]) {
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const last = useRef<number>(undefined);
  useEffect(() => {
    if (image === undefined && last.current !== undefined) {
      const index = items.findIndex(({ seq }) => seq === last.current);
      if (index >= 0) setActive(index);
      list.current?.focus({ preventScroll: true });
    }
    last.current = image;
    // Runs when the viewer opens or closes, not when the list changes below it.
  }, [image]);
  return { active: Math.min(active, Math.max(0, items.length - 1)), setActive, list };
}
