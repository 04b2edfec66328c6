import type { AdminBatch } from "@symphony/contract";
import { batchAddress } from "../browser/address.ts";
import { formatDuration, formatNumber, formatWhen } from "../browser/format.ts";
import { ERROR_CATEGORY_LABELS } from "../shared-ui/labels.ts";
import { VerdictBar } from "../shared-ui/verdict-bar.tsx";
import classes from "./history-table.module.css";
import { shares } from "./shares.ts";

export function HistoryTable({ batches }: { batches: readonly AdminBatch[] }) {
  return (
    <div className={`card ${classes["scroll"]}`} tabIndex={0} role="region" aria-label="Table of batches">
      <table className={classes["table"]}>
        <thead>
          <tr>
            {["Batch", "Created", "Client", "State", "Duration", "Images", "Decided by", "Errors"].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {batches.map((batch) => (
            <BatchRow key={batch.batch_id} batch={batch} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BatchRow({ batch }: { batch: AdminBatch }) {
  const { counts, duration_ms: durationMs } = batch;
  const reasons = Object.entries(batch.errors_by_category).map(
    ([category, count]) =>
      `${ERROR_CATEGORY_LABELS[category as keyof typeof ERROR_CATEGORY_LABELS]} ${formatNumber(count)}`,
  );
  return (
    <tr>
      <th scope="row">
        <a href={batchAddress(batch.batch_id)}>{batch.title ?? batch.batch_id.slice(0, 8)}</a>
      </th>
      <td>{formatWhen(batch.created_at)}</td>
      <td>{batch.email ?? batch.client_id ?? "–"}</td>
      <td>{batch.status}</td>
      <td className="numbers">{durationMs === null ? "–" : formatDuration(durationMs / 1_000)}</td>
      <td className="numbers">
        {formatNumber(counts.valid)} valid of {formatNumber(counts.total)}
        <VerdictBar counts={counts} height={6} />
      </td>
      <td>{shares(batch.valid_by_stage) || "–"}</td>
      <td>{reasons.join(", ") || "–"}</td>
    </tr>
  );
}
