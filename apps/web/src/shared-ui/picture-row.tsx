import type { BatchId } from "@symphony/contract";
import { tn } from "../browser/language/text.ts";
import type { Item } from "../state/results-store.ts";
import { itemName } from "./labels.ts";
import classes from "./picture-row.module.css";
import { Thumbnail } from "./thumbnail.tsx";

interface Props {
  id: BatchId;
  items: readonly Item[];
  /** How many there are, where these are only the first. */
  total?: number;
  onOpen?: (item: Item) => void;
}

const SHOWN_MAX = 12;

/** The first pictures of a list, small, and the number of the others. */
export function PictureRow({ id, items, total = items.length, onOpen }: Props) {
  if (items.length === 0) return null;
  const shown = items.slice(0, SHOWN_MAX);
  const picture = (item: Item) => <Thumbnail id={id} item={item} size={64} />;
  return (
    <ul className={classes["row"]}>
      {shown.map((item) => (
        <li key={item.seq} title={itemName(item)}>
          {onOpen === undefined ? (
            picture(item)
          ) : (
            <button type="button" aria-label={itemName(item)} onClick={() => onOpen(item)}>
              {picture(item)}
            </button>
          )}
        </li>
      ))}
      {total > shown.length && <li className="quiet">{tn("bulk.more", total - shown.length)}</li>}
    </ul>
  );
}
