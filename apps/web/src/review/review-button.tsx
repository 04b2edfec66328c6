import { Button } from "@mantine/core";
import { IconUserCheck } from "@tabler/icons-react";
import { formatNumber } from "../browser/format.ts";
import type { Item } from "../state/results-store.ts";
import { selectItems } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import classes from "./review-button.module.css";

interface Props {
  /** The images that are shown. */
  items: readonly Item[];
  query: ItemQuery;
  /** @param seqs the queue, what is most doubtful first @param at where to start: the first open one */
  onReview(seqs: number[], at: number): void;
}

/** Opens the shown images as a queue. */
export function ReviewButton({ items, query, onReview }: Props) {
  const withResult = items.filter(({ result }) => result !== undefined);
  if (withResult.length === 0) return null;
  const decided = withResult.filter(({ result }) => result?.Review != null).length;
  const open = (): void => {
    const queue = selectItems(withResult, { ...query, order: "doubt" });
    const first = queue.findIndex(({ result }) => result?.Review == null);
    onReview(
      queue.map(({ seq }) => seq),
      Math.max(0, first),
    );
  };
  return (
    <div className={classes["head"]}>
      <Button size="sm" leftSection={<IconUserCheck size={16} aria-hidden />} onClick={open}>
        Review
      </Button>
      <span className="quiet numbers">
        {formatNumber(decided)} of {formatNumber(withResult.length)} decided
      </span>
    </div>
  );
}
