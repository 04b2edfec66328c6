import { memo } from "react";
import { nameOf, percent, rowState } from "../shared-ui/labels.ts";
import { detailOf } from "./item-detail.ts";
import classes from "./image-list.module.css";
import type { ItemProps } from "./item-props.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import { Thumbnail } from "./thumbnail.tsx";

export const Tile = memo(function Tile({ id, row, index, count, active, activity, onOpen }: ItemProps) {
  const { entry } = row;
  return (
    <div
      role="option"
      id={`image-${index}`}
      aria-selected={active}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={classes["tile"]}
      data-active={active}
      onClick={() => onOpen(index)}
    >
      <Thumbnail id={id} row={row} size={148} fill />
      <div className={classes["caption"]}>
        <span className={classes["name"]}>
          <PathName name={nameOf(row)} />
        </span>
        <span className={classes["meta"]}>
          <StateBadge state={rowState(row, activity)} />
          <span className={`${classes["extra"]} ${classes["cut"]} numbers`}>
            {entry?.Confidence == null ? detailOf(row) : percent(entry.Confidence)}
          </span>
        </span>
      </div>
    </div>
  );
});
