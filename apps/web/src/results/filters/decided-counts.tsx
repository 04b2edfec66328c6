import { Button } from "@mantine/core";
import { useMemo } from "react";
import { formatNumber } from "../../browser/format.ts";
import { t, tn } from "../../browser/language/text.ts";
import { countDecided } from "../../state/items/count-verdicts.ts";
import type { ResultsStore } from "../../state/results-store.ts";
import { EVERYTHING } from "../../state/select-items.ts";
import type { ItemQuery } from "../../state/select-items.ts";
import classes from "./filters.module.css";

interface Props {
  store: ResultsStore;
  version: number;
  query: ItemQuery;
  onQuery(query: ItemQuery): void;
}

/** Numbers and filters are the machine's; where people decided otherwise, reports and exports have other numbers. */
export function DecidedCounts({ store, version, query, onQuery }: Props) {
  // The store is mutable: its version stands for its content.
  const decided = useMemo(() => countDecided(store.items()), [store, version]);
  if (decided === undefined || decided.overridden === 0) return null;
  const { overridden, counts } = decided;
  const numbers = {
    valid: formatNumber(counts.Valid),
    invalid: formatNumber(counts.Invalid),
    errors: formatNumber(counts.Error),
  };
  return (
    <p className={classes["count"]}>
      <span className="numbers">{tn("results.decided", overridden, numbers)}</span>
      <Button
        variant="subtle"
        size="compact-sm"
        onClick={() => onQuery({ ...EVERYTHING, order: query.order, decision: "overridden" })}
      >
        {t("results.showDecided")}
      </Button>
    </p>
  );
}
