import { memo } from "react";
import { tn } from "../browser/language/text.ts";
import { DecisionMark } from "../review/decision-mark.tsx";
import { itemName, percent, itemState } from "../shared-ui/labels.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import classes from "./image-list.module.css";
import { itemDetail } from "./item-detail.ts";
import type { ItemProps } from "./item-props.ts";
import { Thumbnail } from "../shared-ui/thumbnail.tsx";

export const Tile = memo(function Tile({ id, item, index, count, copies, active, activity, onOpen }: ItemProps) {
  const { result } = item;
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
      <Thumbnail id={id} item={item} size={138} fill />
      {copies > 0 && <span className={classes["copies"]}>{tn("item.copies", copies)}</span>}
      <div className={classes["caption"]}>
        <span className={classes["name"]}>
          <PathName name={itemName(item)} lines={2} />
        </span>
        <span className={classes["meta"]}>
          <StateBadge state={itemState(item, activity)} />
          <span className={`${classes["extra"]} numbers`}>
            {result?.Confidence == null ? "" : percent(result.Confidence)}
          </span>
        </span>
        <span className={`${classes["note"]} ${classes["cut"]}`}>
          {result?.Review == null ? itemDetail(item) : <DecisionMark review={result.Review} />}
        </span>
      </div>
    </div>
  );
});
