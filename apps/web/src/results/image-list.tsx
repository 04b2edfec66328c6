import type { BatchId } from "@symphony/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";
import { t } from "../browser/language/text.ts";
import { useMatchesMedia } from "../browser/use-matches-media.ts";
import type { Activity } from "../shared-ui/labels.ts";
import { othersOf } from "../state/items/copies.ts";
import type { Copies } from "../state/items/copies.ts";
import type { Item } from "../state/results-store.ts";
import classes from "./image-list.module.css";
import { TableRow } from "./table-row.tsx";
import { Tile } from "./tile.tsx";
import { useListKeys } from "./use-list-keys.ts";
import { useListPosition } from "./use-list-position.ts";
import { useScrollMemory } from "./use-scroll-memory.ts";
import type { ViewMode } from "../place/view-mode.ts";

interface Props {
  id: BatchId;
  items: readonly Item[];
  /** The store's version: without a filter `items` is the store's own mutable array. */
  version: number;
  copies: Copies;
  viewMode: ViewMode;
  activity: Activity;
  list: RefObject<HTMLDivElement | null>;
  /** The index of the active item. */
  active: number;
  onActive(index: number): void;
  onOpen(index: number): void;
}

const ROW_PX = 60;
/** On narrow screens name, folder and confidence are below each other. */
const NARROW_ROW_PX = 78;
const NARROW = "(max-width: 820px)";
/** A tile (see the style sheet) and the gap below it. */
const TILE_PX = 250;
const TILE_MIN_WIDTH_PX = 176;
/** Lines rendered above and below the visible ones. */
const OVERSCAN_LINES: Record<ViewMode, number> = { table: 8, grid: 2 };
/** The sticky header and toolbar cover this much of the window. */
const STICKY_PX = 130;

/** A virtual list: only visible items are rendered. The page itself scrolls, not the list. */
export const ImageList = memo(function ImageList(props: Props) {
  const { id, items, copies, viewMode, activity, list, active, onActive, onOpen } = props;
  const { top, width } = useListPosition(list, viewMode);
  const columns = viewMode === "table" ? 1 : Math.max(2, Math.floor(width / TILE_MIN_WIDTH_PX));
  const isNarrow = useMatchesMedia(NARROW);
  const height = viewMode === "grid" ? TILE_PX : isNarrow ? NARROW_ROW_PX : ROW_PX;
  const lines = useWindowVirtualizer({
    count: Math.ceil(items.length / columns),
    estimateSize: () => height,
    overscan: OVERSCAN_LINES[viewMode],
    scrollMargin: top,
    scrollPaddingStart: STICKY_PX,
    scrollPaddingEnd: 16,
    useFlushSync: false,
  });
  useLayoutEffect(() => lines.measure(), [lines, height, columns]);
  useScrollMemory(lines, items, columns);

  const move = useCallback(
    (index: number) => {
      onActive(index);
      lines.scrollToIndex(Math.floor(index / columns), { align: "auto" });
    },
    [onActive, lines, columns],
  );
  const onKeyDown = useListKeys({ count: items.length, active, columns, onOpen, onMove: move });
  const [focused, setFocused] = useState(false);
  const ItemView = viewMode === "table" ? TableRow : Tile;
  const rendered = lines.getVirtualItems();
  const isActiveRendered = rendered.some(({ index }) => index === Math.floor(active / columns));
  return (
    <div
      ref={list}
      role="listbox"
      aria-label={t("results.images")}
      tabIndex={0}
      className={`${viewMode === "table" ? "card" : ""} ${classes["list"]}`}
      data-view-mode={viewMode}
      aria-activedescendant={isActiveRendered && items.length > 0 ? `image-${active}` : undefined}
      onKeyDown={onKeyDown}
      onFocus={(event) => setFocused(event.currentTarget.matches(":focus-visible"))}
      onBlur={() => setFocused(false)}
      style={{ height: lines.getTotalSize() }}
    >
      {rendered.map((line) => (
        <div
          key={line.key}
          role="presentation"
          className={classes["line"]}
          style={{
            height,
            transform: `translateY(${line.start - top}px)`,
            gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          }}
        >
          {items.slice(line.index * columns, (line.index + 1) * columns).map((item, column) => {
            const index = line.index * columns + column;
            return (
              <ItemView
                key={item.seq}
                id={id}
                item={item}
                index={index}
                count={items.length}
                copies={othersOf(copies, item.seq)}
                active={focused && index === active}
                activity={activity}
                onOpen={onOpen}
              />
            );
          })}
        </div>
      ))}
    </div>
  );
});
