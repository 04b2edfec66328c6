import type { Status } from "@symphony/contract";
import { formatNumber } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import type { ResultsStore } from "../../state/results-store.ts";
import type { ItemQuery } from "../../state/select-items.ts";
import classes from "../toolbar.module.css";

interface Props {
  store: ResultsStore;
  version: number;
  status: Status | undefined;
  query: ItemQuery;
  onQuery(query: ItemQuery): void;
}

/** Filters by the machine's verdict, with its counts. */
export function VerdictChips({ store, status, query, onQuery }: Props) {
  const counts = [
    ["all", store.items().length],
    ["Valid", status?.valid ?? 0],
    ["Invalid", status?.invalid ?? 0],
    ["Error", status?.error ?? 0],
  ] as const;
  return (
    <div className={classes["chips"]} role="group" aria-label={t("chips.label")}>
      {counts.map(([verdict, count]) => (
        <button
          key={verdict}
          type="button"
          className={classes["chip"]}
          data-verdict={verdict}
          aria-pressed={query.verdict === verdict}
          onClick={() =>
            onQuery({
              ...query,
              verdict,
              category: verdict === "Error" || verdict === "all" ? query.category : "all",
            })
          }
        >
          {t(`chips.${verdict}`)} <span className="numbers">{formatNumber(count)}</span>
        </button>
      ))}
    </div>
  );
}
