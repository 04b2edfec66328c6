import { Alert, TextInput } from "@mantine/core";
import type { AdminBatchesPage } from "@symphony/contract";
import { countOf } from "../browser/format.ts";
import { HistoryTable } from "./history-table.tsx";
import { Pager } from "./pager.tsx";

interface Props {
  data: AdminBatchesPage | undefined;
  error: Error | null;
  search: string;
  onSearch(text: string): void;
  /** Undefined where there is no such page. */
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
}

export function BatchesSection({ data, error, search, onSearch, onNewer, onOlder }: Props) {
  return (
    <>
      <TextInput
        label="Search"
        placeholder="Batch, title, supplier, client, e-mail or state"
        mb="sm"
        maw={420}
        value={search}
        onChange={(event) => onSearch(event.currentTarget.value)}
      />
      {error !== null && (
        <Alert color="red" mb="sm">
          {error.message}
        </Alert>
      )}
      {data !== undefined && (
        <p className="quiet" role="status">
          {countOf(data.found, "batch", "batches")}
        </p>
      )}
      {data !== undefined && data.batches.length > 0 && <HistoryTable batches={data.batches} />}
      <Pager onNewer={onNewer} onOlder={onOlder} />
    </>
  );
}
