import { memo } from "react";
import { nameOf, percent, rowState } from "../shared-ui/labels.ts";
import classes from "./image-list.module.css";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import { Thumbnail } from "./thumbnail.tsx";
import { briefOf, detailOf } from "./item-detail.ts";
import type { ItemProps } from "./item-props.ts";

export const TableRow = memo(function TableRow({ id, row, index, count, active, activity, onOpen }: ItemProps) {
  const { entry } = row;
  return (
    <div
      role="option"
      id={`image-${index}`}
      aria-selected={active}
      aria-posinset={index + 1}
      aria-setsize={count}
      className={classes["row"]}
      data-active={active}
      onClick={() => onOpen(index)}
    >
      <Thumbnail id={id} row={row} size={44} />
      <span className={classes["name"]}>
        <PathName name={nameOf(row)} />
      </span>
      <span className={classes["status"]}>
        <StateBadge state={rowState(row, activity)} />
      </span>
      <span className={`${classes["brief"]} ${classes["cut"]} numbers`}>{briefOf(row)}</span>
      <span className={`${classes["confidence"]} numbers`}>
        {entry?.Confidence == null ? "" : percent(entry.Confidence)}
      </span>
      <span className={`${classes["stage"]} ${classes["cut"]}`}>{entry?.Detected_By ?? ""}</span>
      <span className={`${classes["extra"]} ${classes["cut"]}`} title={entry?.Error ?? undefined}>
        {detailOf(row)}
      </span>
    </div>
  );
});
