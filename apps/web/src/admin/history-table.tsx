import type { AdminBatch, ErrorCategory } from "@symphony/contract";
import { batchAddress } from "../browser/address.ts";
import { formatDuration, formatNumber, formatWhen } from "../browser/format.ts";
import { t } from "../browser/language/text.ts";
import { errorLabel, stageLabel, statusLabel } from "../shared-ui/labels.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import { BatchActions } from "./batch-actions.tsx";
import classes from "./history-table.module.css";
import { shares } from "./shares.ts";

const COLUMNS = [
  "batch",
  "created",
  "client",
  "state",
  "duration",
  "images",
  "decidedBy",
  "errors",
  "actions",
] as const;
type Column = (typeof COLUMNS)[number];
const head = (column: Column): string => t(`admin.column.${column}`);

/** @param onChange after a batch was cancelled, pinned or deleted */
export function HistoryTable({ batches, onChange }: { batches: readonly AdminBatch[]; onChange(): void }) {
  return (
    <div className={`card ${classes["scroll"]}`} tabIndex={0} role="region" aria-label={t("admin.table")}>
      <table className={`${classes["table"]} ${classes["cards"]}`}>
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th key={column} scope="col">
                {head(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <BatchRow key={batch.batch_id} batch={batch} onChange={onChange} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BatchRow({ batch, onChange }: { batch: AdminBatch; onChange(): void }) {
  const { counts, duration_ms: durationMs } = batch;
  const reasons = Object.entries(batch.errors_by_category).map(
    ([category, count]) => `${errorLabel(category as ErrorCategory)} ${formatNumber(count)}`,
  );
  const stages = Object.fromEntries(
    Object.entries(batch.valid_by_stage).map(([stage, count]) => [stageLabel(stage), count]),
  );
  return (
    <tr>
      <th scope="row">
        <a href={batchAddress(batch.batch_id)}>{batch.title ?? batch.batch_id.slice(0, 8)}</a>
        {batch.supplier !== null && <span className={classes["more"]}>{batch.supplier}</span>}
      </th>
      <td data-label={head("created")}>{formatWhen(batch.created_at)}</td>
      <td data-label={head("client")}>{batch.email ?? batch.client_id ?? "–"}</td>
      <td data-label={head("state")}>{statusLabel(batch.status)}</td>
      <td data-label={head("duration")} className="numbers">
        {durationMs === null ? "–" : formatDuration(durationMs / 1_000)}
      </td>
      <td data-label={head("images")} className="numbers">
        {t("recent.valid", { valid: counts.valid, total: counts.total })}
        <VerdictBar counts={counts} height={6} />
      </td>
      <td data-label={head("decidedBy")}>{shares(stages) || "–"}</td>
      <td data-label={head("errors")}>{reasons.join(", ") || "–"}</td>
      <td data-label={head("actions")}>
        <BatchActions batch={batch} onChange={onChange} />
      </td>
    </tr>
  );
}
