import type { BatchId, Status } from "@symphony/contract";
import { formatNumber } from "../../browser/format.ts";
import { t } from "../../browser/language/text.ts";
import type { ResultsStore } from "../../state/results-store.ts";
import type { ItemQuery } from "../../state/select-items.ts";
import { countVerdicts } from "../../state/items/count-verdicts.ts";
import { useNotChecked } from "../../state/items/use-not-checked.ts";
import classes from "../toolbar.module.css";

interface Props {
  id: BatchId;
  store: ResultsStore;
  status: Status | undefined;
  query: ItemQuery;
  onQuery(query: ItemQuery): void;
}

/** Filters by the machine's verdict, with its counts. */
export function VerdictChips({ id, store, status, query, onQuery }: Props) {
  const notChecked = useNotChecked(id, status) ?? status?.error ?? 0;
  // The server counts what it knows as this batch; before that some images are checked ahead.
  const ahead = status === undefined || status.status === "initialized" ? countVerdicts(store.items()) : undefined;
  const counts = [
    ["all", store.items().length],
    ["Valid", ahead?.Valid ?? status?.valid ?? 0],
    ["Invalid", ahead?.Invalid ?? status?.invalid ?? 0],
    ["Error", ahead?.Error ?? (status?.error ?? 0) - notChecked],
  ] as const;
  const showsNotChecked = query.category === "cancelled";
  const category = showsNotChecked ? "all" : query.category;
  return (
    <div className={classes["chips"]} role="group" aria-label={t("chips.label")}>
      {counts.map(([verdict, count]) => (
        <button
          key={verdict}
          type="button"
          className={classes["chip"]}
          data-verdict={verdict}
          aria-pressed={query.verdict === verdict && !showsNotChecked}
          onClick={() =>
            onQuery({
              ...query,
              verdict,
              category: verdict === "Error" || verdict === "all" ? category : "all",
            })
          }
        >
          {t(`chips.${verdict}`)} <span className="numbers">{formatNumber(count)}</span>
        </button>
      ))}
      {notChecked > 0 && (
        <button
          type="button"
          className={classes["chip"]}
          aria-pressed={showsNotChecked}
          onClick={() => onQuery({ ...query, verdict: "Error", category: "cancelled" })}
        >
          {t("chips.notChecked")} <span className="numbers">{formatNumber(notChecked)}</span>
        </button>
      )}
    </div>
  );
}
