import { memo } from "react";
import { DecisionMark } from "../review/decision-mark.tsx";
import { itemName, percent, itemState, stageLabel } from "../shared-ui/labels.ts";
import { PathName } from "../shared-ui/path-name.tsx";
import { StateBadge } from "../shared-ui/state-badge.tsx";
import classes from "./image-list.module.css";
import { itemDetail, itemSummary } from "./item-detail.ts";
import type { ItemProps } from "./item-props.ts";
import { Thumbnail } from "../shared-ui/thumbnail.tsx";

export const TableRow = memo(function TableRow({
  id,
  item,
  index,
  count,
  copies,
  active,
  activity,
  onOpen,
}: ItemProps) {
  const { result } = item;
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
      <Thumbnail id={id} item={item} size={44} />
      <span className={classes["name"]}>
        <PathName name={itemName(item)} lines={2} />
      </span>
      <span className={classes["status"]}>
        <StateBadge state={itemState(item, activity)} />
        {result?.Review != null && <DecisionMark review={result.Review} />}
      </span>
      <span className={`${classes["brief"]} ${classes["cut"]} numbers`}>{itemSummary(item, copies)}</span>
      <span className={`${classes["confidence"]} numbers`}>
        {result?.Confidence == null ? "" : percent(result.Confidence)}
      </span>
      <span className={`${classes["stage"]} ${classes["cut"]}`}>
        {result?.Detected_By == null ? "" : stageLabel(result.Detected_By)}
      </span>
      <span className={`${classes["extra"]} ${classes["cut"]}`} title={result?.Error ?? undefined}>
        {itemDetail(item, copies)}
      </span>
    </div>
  );
});
