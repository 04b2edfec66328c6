import { Button } from "@mantine/core";
import { t, tn } from "../../browser/language/text.ts";
import { EVERYTHING, isEverything } from "../../state/select-items.ts";
import type { ItemQuery } from "../../state/select-items.ts";
import classes from "./filters.module.css";

interface Props {
  query: ItemQuery;
  count: number;
  total: number;
  onAll(query: ItemQuery): void;
}

/** How many images match the filter. */
export function MatchCount({ query, count, total, onAll }: Props) {
  if (isEverything(query) || count === 0) return null;
  return (
    <p className={classes["count"]} role="status">
      <span className="numbers">{tn("results.match", total, { shown: count })}</span>
      <Button variant="subtle" size="compact-sm" onClick={() => onAll({ ...EVERYTHING, order: query.order })}>
        {t("results.clearFilters")}
      </Button>
    </p>
  );
}
