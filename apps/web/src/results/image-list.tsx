import type { BatchId } from "@symphony/contract";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { memo, useCallback, useLayoutEffect, useState } from "react";
import type { RefObject } from "react";
import type { Row } from "../state/results-store.ts";
import type { Activity } from "../shared-ui/labels.ts";
import classes from "./image-list.module.css";
import { TableRow } from "./table-row.tsx";
import { Tile } from "./tile.tsx";
import type { Look } from "./toolbar.tsx";
import { useListKeys } from "./use-list-keys.ts";
import { useListPlace } from "./use-list-position.ts";

interface Props {
  id: BatchId;
  rows: readonly Row[];
  /** Of the book: without a filter the list is the same one, changed inside. */
  version: number;
  look: Look;
  activity: Activity;
  list: RefObject<HTMLDivElement | null>;
  /** The item the keyboard is at. */
  active: number;
  onActive(index: number): void;
  onOpen(index: number): void;
}

const ROW_PX = 60;
const TILE_PX = 226;
const TILE_MIN_WIDTH_PX = 176;
/** Rows drawn above and below what is seen. */
const OVERSCAN = 8;
/** Header and toolbar cover the top of the window. */
const COVERED_PX = 130;

/** Only what is seen is drawn, however long the list is; the page itself scrolls. */
export const ImageList = memo(function ImageList({ id, rows, look, activity, list, active, onActive, onOpen }: Props) {
  const { top, width } = useListPlace(list, look);
  const columns = look === "table" ? 1 : Math.max(2, Math.floor(width / TILE_MIN_WIDTH_PX));
  const height = look === "table" ? ROW_PX : TILE_PX;
  const lines = useWindowVirtualizer({
    count: Math.ceil(rows.length / columns),
    estimateSize: () => height,
    overscan: look === "table" ? OVERSCAN : 2,
    scrollMargin: top,
    scrollPaddingStart: COVERED_PX,
    scrollPaddingEnd: 16,
    useFlushSync: false,
  });
  useLayoutEffect(() => lines.measure(), [lines, height, columns]);

  const move = useCallback(
    (index: number) => {
      onActive(index);
      lines.scrollToIndex(Math.floor(index / columns), { align: "auto" });
    },
    [onActive, lines, columns],
  );
  const onKeyDown = useListKeys({ count: rows.length, active, columns, onOpen, onMove: move });
  const [focused, setFocused] = useState(false);
  const Item = look === "table" ? TableRow : Tile;
  const drawn = lines.getVirtualItems();
  const isDrawn = drawn.some(({ index }) => index === Math.floor(active / columns));
  return (
    <div
      ref={list}
      role="listbox"
      aria-label="Images"
      tabIndex={0}
      className={`${look === "table" ? "card" : ""} ${classes["list"]}`}
      data-look={look}
      aria-activedescendant={isDrawn && rows.length > 0 ? `image-${active}` : undefined}
      onKeyDown={onKeyDown}
      onFocus={(event) => setFocused(event.currentTarget.matches(":focus-visible"))}
      onBlur={() => setFocused(false)}
      style={{ height: lines.getTotalSize() }}
    >
      {drawn.map((line) => (
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
          {rows.slice(line.index * columns, (line.index + 1) * columns).map((row, column) => {
            const index = line.index * columns + column;
            return (
              <Item
                key={row.seq}
                id={id}
                row={row}
                index={index}
                count={rows.length}
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
