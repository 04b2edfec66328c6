import { Button } from "@mantine/core";
import { t, tn } from "../../browser/language/text.ts";
import { useSettled } from "../../browser/use-settled.ts";
import { isEverything } from "../../state/select-items.ts";
import type { ItemQuery } from "../../state/select-items.ts";
import classes from "./filters.module.css";

/** While results arrive, screen readers wait for the number that stays. */
const COUNTED_AFTER_MS = 1_000;

interface Props {
  query: ItemQuery;
  count: number;
  total: number;
  onAll(): void;
}

/** How many images match the filter. */
export function MatchCount({ query, count, total, onAll }: Props) {
  const text = tn("results.match", total, { shown: count });
  const settled = useSettled(text, COUNTED_AFTER_MS);
  if (isEverything(query) || count === 0) return null;
  return (
    <p className={classes["count"]}>
      <span className="numbers" role="status" aria-busy={text !== settled}>
        {text}
      </span>
      <Button variant="subtle" size="compact-sm" onClick={onAll}>
        {t("results.clearFilters")}
      </Button>
    </p>
  );
}
