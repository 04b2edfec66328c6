import { IconTableDown } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { csvUrl } from "../api/calls.ts";
import { tn } from "../browser/language/text.ts";
import { exportFilterOf } from "../place/export-filter.ts";
import { DownloadButton } from "../shared-ui/download-button.tsx";
import { isEverything } from "../state/select-items.ts";
import type { ItemQuery } from "../state/select-items.ts";
import { isFinal } from "../state/sync-results.ts";

interface Props {
  id: BatchId;
  status: Status | undefined;
  query: ItemQuery;
  /** How many items match the query. */
  count: number;
}

/** Downloads the CSV of the items that match the filter, in upload order. */
export function FilteredCsvLink({ id, status, query, count }: Props) {
  if (status === undefined || !isFinal(status) || isEverything(query) || count === 0) return null;
  const filter = exportFilterOf(query, status.status === "cancelled");
  if (filter === undefined) return null;
  return (
    <DownloadButton href={csvUrl(id, filter)} variant="default" leftSection={<IconTableDown size={16} aria-hidden />}>
      {tn("csv.filtered", count)}
    </DownloadButton>
  );
}
