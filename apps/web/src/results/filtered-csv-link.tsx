import { IconTableDown } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { csvUrl } from "../api/calls.ts";
import { tn } from "../browser/language/text.ts";
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
  const { verdict, category, decision, folder, size, search } = query;
  // The server has no filter for these.
  if (decision === "overridden" || folder !== undefined || size !== "all") return null;
  if (verdict === "Error" && category === "all" && status?.status === "cancelled") return null;
  if (status === undefined || !isFinal(status) || isEverything(query) || count === 0) return null;
  const filter = {
    status: verdict === "all" ? undefined : verdict,
    category: category === "all" ? undefined : category,
    reviewed: decision === "all" ? undefined : decision === "decided",
    search: search.trim(),
  };
  return (
    <DownloadButton href={csvUrl(id, filter)} variant="default" leftSection={<IconTableDown size={16} aria-hidden />}>
      {tn("csv.filtered", count)}
    </DownloadButton>
  );
}
