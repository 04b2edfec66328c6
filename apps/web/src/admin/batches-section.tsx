import { Alert, TextInput } from "@mantine/core";
import type { AdminBatchesPage } from "@symphony/contract";
import { t, tn } from "../browser/language/text.ts";
import { HistoryTable } from "./history-table.tsx";
import { Pager } from "./pager.tsx";

interface Props {
  data: AdminBatchesPage | undefined;
  error: Error | null;
  search: string;
  onSearch(text: string): void;
  /** A batch was changed or deleted. */
  onChange(): void;
  /** Undefined where there is no such page. */
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
}

export function BatchesSection({ data, error, search, onSearch, onChange, onNewer, onOlder }: Props) {
  return (
    <>
      <TextInput
        label={t("admin.search")}
        placeholder={t("admin.searchText")}
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
          {tn("count.batch", data.found)}
        </p>
      )}
      {data !== undefined && data.batches.length > 0 && <HistoryTable batches={data.batches} onChange={onChange} />}
      <Pager onNewer={onNewer} onOlder={onOlder} />
    </>
  );
}
