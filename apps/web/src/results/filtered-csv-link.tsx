import { Button } from "@mantine/core";
import { IconTableDown } from "@tabler/icons-react";
import type { BatchId, Status } from "@symphony/contract";
import { useState } from "react";
import { readCsv } from "../api/calls.ts";
import { keepRows } from "../batch/csv-records.ts";
import type { Row } from "../state/results-store.ts";
import { isFinal } from "../state/sync-results.ts";
import { isEverything } from "../state/select-items.ts";
import type { Selection } from "../state/select-items.ts";
import { announce } from "../browser/live-region.ts";
import { countOf } from "../browser/format.ts";
import { saveText } from "../browser/save-text.ts";

interface Props {
  id: BatchId;
  status: Status | undefined;
  selection: Selection;
  rows: readonly Row[];
}

/** The rows that are shown, cut out of the server's own CSV: the same cells, the same escaping, in the order on screen. */
export function FilteredCsv({ id, status, selection, rows }: Props) {
  const [busy, setBusy] = useState(false);
  if (status === undefined || !isFinal(status) || isEverything(selection)) return null;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const csv = keepRows(
        await readCsv(id),
        rows.map(({ seq }) => seq),
      );
      saveText(csv, `logo_detection_results_${id}_filtered.csv`, "text/csv;charset=utf-8");
      announce(`CSV with ${countOf(rows.length, "row")} saved.`);
    } catch {
      announce("The CSV could not be read. Try again.");
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="default"
      loading={busy}
      disabled={rows.length === 0}
      onClick={() => void save()}
      leftSection={<IconTableDown size={16} aria-hidden />}
    >
      CSV of {countOf(rows.length, "row")}
    </Button>
  );
}
